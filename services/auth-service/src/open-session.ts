import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { logInRefused } from './log-in-refused.ts'
import { hashOf, newRefreshToken } from './refresh-token.ts'

/** Unused this long, a session ends. */
export const IDLE_DAYS = 14
/** So long after log-in, a session ends however much it is used. */
export const LIFE_DAYS = 30

export interface OpenedSession {
  accountId: string
  sessionId: string
  refreshToken: string
  /** For the cookie that carries the token. */
  secondsLeft: number
}

/**
 * Logs a device in, whose user proved to be the owner under this version of the password.
 * @throws Refusal 401 when the password was changed since.
 */
export function openSession(
  em: EntityManager,
  { accountId, passwordVersion, device }: { accountId: string; passwordVersion: number; device: string },
): Promise<OpenedSession> {
  const sessionId = randomUUID()
  const refreshToken = newRefreshToken()
  return em.transactional(async (em) => {
    // A reset that is under way ends all sessions: it must not miss this one.
    const current = await em.execute('select from account where id = ? and password_version = ? for share', [
      accountId,
      passwordVersion,
    ])
    if (current.length === 0) throw logInRefused()
    await em.execute('insert into session (id, account_id, device) values (?, ?, ?)', [sessionId, accountId, device])
    await em.execute('insert into refresh_token (hash, session_id) values (?, ?)', [hashOf(refreshToken), sessionId])
    return { accountId, sessionId, refreshToken, secondsLeft: IDLE_DAYS * 86_400 }
  })
}
