import { AccountDeletion, AccountExport, ConsentAnswer, Profile, ProfileChange } from '@tiketi/contracts/auth'
import type { App } from '@tiketi/kit/create-app'
import { deleteAccount } from './delete-account.ts'
import type { Pacing } from './pace.ts'
import { answerMarketing, changeProfile, exportAccount, readProfile } from './profile.ts'
import type { SessionAnswer } from './session-answer.ts'

const config = { access: 'anyone', rateLimit: { max: 60, timeWindow: 60_000 } } as const
const tags = ['Accounts']

export function addProfileRoutes(app: App, { pace, answer }: { pace: Pacing; answer: SessionAnswer }): void {
  app.get(
    '/api/auth/profile',
    { config, schema: { tags, summary: 'My profile, consents and ways to log in', response: { 200: Profile } } },
    ({ em, user }) => readProfile(em, user.id),
  )

  app.put(
    '/api/auth/profile',
    {
      config,
      schema: {
        tags,
        summary: 'Change my name, or the language that mails come in',
        body: ProfileChange,
        response: { 200: Profile },
      },
    },
    ({ em, user, body }) => changeProfile(em, user.id, body),
  )

  app.put(
    '/api/auth/consents/marketing',
    {
      config,
      schema: {
        tags,
        summary: 'Agree to marketing mails, or no longer',
        description: 'Each answer is kept with its date.',
        body: ConsentAnswer,
        response: { 200: Profile },
      },
    },
    ({ em, user, body }) => answerMarketing(em, user.id, body),
  )

  app.get(
    '/api/auth/export',
    { config, schema: { tags, summary: 'All that is known of my account', response: { 200: AccountExport } } },
    async ({ em, user }, reply) => {
      reply.header('cache-control', 'no-store')
      return exportAccount(em, { accountId: user.id, sessionId: user.sessionId })
    },
  )

  app.post(
    '/api/auth/account/delete',
    {
      config,
      schema: {
        tags,
        summary: 'Delete my account; every device is logged out',
        description:
          'Demands the password where there is one. Orders are kept for the five years that the law wants, without a name.',
        body: AccountDeletion,
      },
    },
    async ({ em, user, body, ip }, reply) => {
      await pace.tryLogIn(user.id, ip)
      await deleteAccount(em, { accountId: user.id, password: body.password })
      answer.forget(reply)
      return reply.code(204).send()
    },
  )
}
