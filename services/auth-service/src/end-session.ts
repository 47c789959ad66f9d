import type { EntityManager } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'
import { hashOf } from './refresh-token.ts'

/** Logs out the device that holds this refresh token; anything else changes nothing. */
export async function logOut(em: EntityManager, { token }: { token: string | undefined }): Promise<void> {
  const hash = hashOf(token)
  if (!hash) return
  await em.execute(
    `update session set ended_at = now()
      where id = (select session_id from refresh_token where hash = ?) and ended_at is null`,
    [hash],
  )
}

/** Logs out one device of the owner's. @throws Refusal 404 when it is not logged in, or is somebody else's. */
export async function endSession(
  em: EntityManager,
  { accountId, sessionId }: { accountId: string; sessionId: string },
): Promise<void> {
  const ended = await em.execute<unknown[]>(
    'update session set ended_at = now() where id = ? and account_id = ? and ended_at is null returning id',
    [sessionId, accountId],
  )
  if (ended.length === 0) throw new Refusal('SESSION_UNKNOWN', 404, 'There is no such session.')
}
