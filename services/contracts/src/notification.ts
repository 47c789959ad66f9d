import Type from 'typebox'
import { Id, Instant, strict } from './schema.ts'

/** GET /api/notification/dead-mails: what could not be sent, without whom it was for. */
export const DeadMailPage = strict({
  mails: Type.Array(
    strict({ id: Id, kind: Type.String(), attempts: Type.Integer(), lastError: Type.String(), createdAt: Instant }),
  ),
})
export type DeadMailPage = Type.Static<typeof DeadMailPage>
