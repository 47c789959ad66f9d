import { DeadMailPage } from '@tiketi/contracts/notification'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { Refusal } from '@tiketi/kit/refusal'
import Type from 'typebox'
import { Mail } from './mail.ts'
import { replayMail } from './replay-mail.ts'

export function addRoutes(app: App): void {
  app.get(
    '/api/notification/dead-mails',
    {
      config: { access: 'admin' },
      schema: {
        tags: ['Dead letters'],
        summary: 'Mails that failed too often, oldest first',
        response: { 200: DeadMailPage },
      },
    },
    async ({ em }) => {
      const mails = await em.find(Mail, { state: 'dead' }, { orderBy: { createdAt: 'asc' }, limit: 100 })
      return {
        mails: mails.map(({ id, kind, attempts, lastError, createdAt }) => ({
          id,
          kind,
          attempts,
          lastError: lastError ?? '',
          createdAt: createdAt.toISOString(),
        })),
      }
    },
  )

  app.post(
    '/api/notification/dead-mails/:id/replay',
    {
      config: { access: 'admin' },
      schema: {
        tags: ['Dead letters'],
        summary: 'Try a dead mail again',
        params: strict({ id: Id }),
        response: { 200: strict({ replayed: Type.Literal(true) }) },
      },
    },
    async ({ em, params }) => {
      if (!(await replayMail(em, params.id)))
        throw new Refusal('MAIL_NOT_DEAD', 404, 'There is no dead mail of this id.')
      return { replayed: true as const }
    },
  )
}
