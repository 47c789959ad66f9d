import {
  MailAnnounced,
  RegisterRequest,
  ResetCompletion,
  ResetRequest,
  Session,
  VerifyRequest,
} from '@tiketi/contracts/auth'
import { PROOF_HEADER } from '@tiketi/contracts/proof-of-work'
import type { App } from '@tiketi/kit/create-app'
import type { FastifyRequest } from 'fastify'
import { completeReset } from './complete-reset.ts'
import { deviceName } from './device.ts'
import { normaliseEmail } from './email.ts'
import type { MailTokens } from './mail-token.ts'
import type { Pacing } from './pace.ts'
import { register } from './register.ts'
import { requestReset } from './request-reset.ts'
import type { SessionAnswer } from './session-answer.ts'
import { provesWork, type Siege } from './siege.ts'
import { verifyAccount } from './verify-account.ts'

// A carrier's network sends very many people from one address.
const rateLimit = { max: 60, timeWindow: 60_000 }
const open = { access: 'public', rateLimit } as const
const tags = ['Accounts']

interface Parts {
  links: MailTokens
  pace: Pacing
  attack: Siege
  answer: SessionAnswer
}

export function addAccountRoutes(app: App, { links, pace, attack, answer }: Parts): void {
  async function unlessUnderAttack({ ip, headers }: FastifyRequest): Promise<void> {
    await attack.pass({ purpose: 'mail', address: ip, proof: headers[PROOF_HEADER] })
    await attack.count('mail', ip)
  }

  app.post(
    '/api/auth/accounts',
    {
      config: open,
      schema: {
        tags,
        summary: 'Ask for an account; a mail tells the rest',
        description: `The answer is the same whether or not the address has an account. ${provesWork}`,
        body: RegisterRequest,
        response: { 202: MailAnnounced },
      },
    },
    async (request, reply) => {
      const email = normaliseEmail(request.body.email)
      await unlessUnderAttack(request)
      await pace.tryMail('register', email)
      await register(request.em, { ...request.body, email })
      return reply.code(202).send({ message: 'We sent a mail to this address. It says how to go on.' })
    },
  )

  app.post(
    '/api/auth/accounts/verify',
    {
      config: open,
      schema: {
        tags,
        summary: 'Confirm an address by the token of the mail, and log in',
        description: 'The token is good once, for a day.',
        body: VerifyRequest,
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const device = deviceName(request.headers['user-agent'])
      const session = await verifyAccount(request.em, links, { ...request.body, device })
      return reply.code(201).send(await answer.give(request, reply, session))
    },
  )

  app.post(
    '/api/auth/resets',
    {
      config: open,
      schema: {
        tags,
        summary: 'Ask for a mail with a link to choose a new password',
        description: `The answer is the same whether or not the address has an account. ${provesWork}`,
        body: ResetRequest,
        response: { 202: MailAnnounced },
      },
    },
    async (request, reply) => {
      const email = normaliseEmail(request.body.email)
      await unlessUnderAttack(request)
      await pace.tryMail('reset', email)
      await requestReset(request.em, { email })
      return reply.code(202).send({ message: 'If this address has an account, a mail with a link is on its way.' })
    },
  )

  app.post(
    '/api/auth/resets/complete',
    {
      config: open,
      schema: {
        tags,
        summary: 'Choose a new password by the token of the mail; every device is logged out',
        description: 'The token is good once, for 30 minutes.',
        body: ResetCompletion,
      },
    },
    async (request, reply) => {
      await completeReset(request.em, links, request.body)
      return reply.code(204).send()
    },
  )
}
