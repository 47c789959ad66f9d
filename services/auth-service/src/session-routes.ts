import { LogInRequest, Session, SessionList, User } from '@tiketi/contracts/auth'
import { PROOF_HEADER } from '@tiketi/contracts/proof-of-work'
import { Id, strict } from '@tiketi/contracts/schema'
import type { TokenSigner } from '@tiketi/kit/access-token'
import type { App } from '@tiketi/kit/create-app'
import { Refusal } from '@tiketi/kit/refusal'
import Type from 'typebox'
import type { Config } from './config.ts'
import { deviceName } from './device.ts'
import { normaliseEmail } from './email.ts'
import { endSession, logOut } from './end-session.ts'
import { listSessions } from './list-sessions.ts'
import { logIn } from './log-in.ts'
import type { Pacing } from './pace.ts'
import { userOf } from './read-user.ts'
import { refreshSession } from './refresh-session.ts'
import { refuseForgery } from './refuse-forgery.ts'
import type { SessionAnswer } from './session-answer.ts'
import { provesWork, type Siege } from './siege.ts'

// A carrier's network sends very many people from one address, all in the minutes before a sale.
const rateLimit = { max: 300, timeWindow: 60_000 }
const open = { access: 'public', rateLimit } as const
const owner = { access: 'anyone', rateLimit } as const
const tags = ['Sessions']
const byCookie =
  'Goes by the refresh cookie. Demands the header `tiketi-csrf: 1` and, where there is an Origin, the storefront’s.'

interface Parts {
  config: Config
  signer: TokenSigner
  pace: Pacing
  attack: Siege
  answer: SessionAnswer
}

export function addSessionRoutes(app: App, { config, signer, pace, attack, answer }: Parts): void {
  const onRequest = refuseForgery(config.PUBLIC_URL)

  app.post(
    '/api/auth/sessions',
    {
      config: open,
      schema: {
        tags,
        summary: 'Log in',
        description: `An unknown or unconfirmed address and a wrong password are refused alike. ${provesWork}`,
        body: LogInRequest,
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const email = normaliseEmail(request.body.email)
      const { password } = request.body
      await attack.pass({ purpose: 'log-in', address: request.ip, proof: request.headers[PROOF_HEADER] })
      await pace.tryLogIn(email, request.ip)
      const device = deviceName(request.headers['user-agent'])
      const session = await logIn(request.em, { email, password, device }).catch(async (error) => {
        if (error instanceof Refusal && error.status === 401) await attack.count('log-in', request.ip)
        throw error
      })
      await pace.loggedIn(email, request.ip)
      return reply.code(201).send(await answer.give(request, reply, session))
    },
  )

  app.post(
    '/api/auth/sessions/refresh',
    {
      config: open,
      onRequest,
      schema: { tags, summary: 'A new access token', description: byCookie, response: { 200: Session } },
    },
    async (request, reply) => {
      const token = answer.tokenOf(request)
      return answer.give(request, reply, await refreshSession(request.em, { token }))
    },
  )

  app.delete(
    '/api/auth/sessions/current',
    { config: open, onRequest, schema: { tags, summary: 'Log out this device', description: byCookie } },
    async (request, reply) => {
      await logOut(request.em, { token: answer.tokenOf(request) })
      answer.forget(reply)
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/auth/sessions',
    { config: owner, schema: { tags, summary: 'Where I am logged in', response: { 200: SessionList } } },
    ({ em, user }) => listSessions(em, { accountId: user.id, currentId: user.sessionId }),
  )

  app.delete(
    '/api/auth/sessions/:id',
    {
      config: owner,
      schema: {
        tags,
        summary: 'Log out one of my devices',
        description: 'It gets no new access token; the one it has ends within ten minutes.',
        params: strict({ id: Id }),
        response: { 204: Type.Null() },
      },
    },
    async ({ em, user, params }, reply) => {
      await endSession(em, { accountId: user.id, sessionId: params.id })
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/auth/me',
    { config: owner, schema: { tags: ['Accounts'], summary: 'Who I am', response: { 200: User } } },
    ({ em, user }) => userOf(em, user.id),
  )

  app.get(
    '/api/auth/.well-known/jwks.json',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Public keys of the access tokens (RFC 7517); the next one a day before its use',
        response: { 200: Type.Any() },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300')
      return signer.jwks()
    },
  )
}
