import type { EntityManager } from '@mikro-orm/postgresql'
import { counter } from '@tiketi/kit/metrics'
import { Refusal } from '@tiketi/kit/refusal'
import { IDLE_DAYS, LIFE_DAYS, type OpenedSession } from './open-session.ts'
import { hashOf, newSalt, successorOf } from './refresh-token.ts'

/** Tabs of one browser may ask at once, and an answer may get lost: so long a spent token still leads to its successor. */
const GRACE_SECONDS = 30

const reusedTotal = counter('refresh_token_reused_total', 'Sessions ended because a spent refresh token came back')

interface Found {
  id: string
  account_id: string
  seconds_left: number
}

type Stored = { salt: null; in_grace: null } | { salt: Buffer; in_grace: boolean }

/**
 * Takes a refresh token and gives its successor. A token that was spent longer ago has been copied: the session ends, for
 * the thief and for the owner, who has to log in again.
 *
 * @throws Refusal 401 SESSION_ENDED.
 */
export async function refreshSession(
  em: EntityManager,
  { token }: { token: string | undefined },
): Promise<OpenedSession> {
  const hash = hashOf(token)
  if (!token || !hash) throw sessionEnded()
  const refreshed = await em.transactional(async (em) => {
    const session = await lockSession(em, hash)
    const stored = session && (await find(em, token))
    if (!stored) return
    if (stored.in_grace === false) return endReused(em, session.id)
    const refreshToken = stored.salt ? await newest(em, token) : await spend(em, { token, sessionId: session.id })
    await em.execute('update session set last_seen_at = now() where id = ?', [session.id])
    return {
      accountId: session.account_id,
      sessionId: session.id,
      refreshToken,
      secondsLeft: Math.min(session.seconds_left, IDLE_DAYS * 86_400),
    }
  })
  if (!refreshed) throw sessionEnded()
  return refreshed
}

/** All tokens of a session wait for each other here. */
async function lockSession(em: EntityManager, hash: Buffer): Promise<Found | undefined> {
  const [session] = await em.execute<Found[]>(
    `select id, account_id, extract(epoch from created_at + make_interval(days => ?) - now())::int as seconds_left
       from session
      where id = (select session_id from refresh_token where hash = ?)
        and ended_at is null
        and created_at > now() - make_interval(days => ?)
        and last_seen_at > now() - make_interval(days => ?)
        for update`,
    [LIFE_DAYS, hash, LIFE_DAYS, IDLE_DAYS],
  )
  return session
}

async function find(em: EntityManager, token: string): Promise<Stored | undefined> {
  const [stored] = await em.execute<Stored[]>(
    `select successor_salt as salt, clock_timestamp() < spent_at + make_interval(secs => ?) as in_grace
       from refresh_token where hash = ?`,
    [GRACE_SECONDS, hashOf(token)],
  )
  return stored
}

async function spend(em: EntityManager, { token, sessionId }: { token: string; sessionId: string }): Promise<string> {
  const salt = newSalt()
  const successor = successorOf(token, salt)
  await em.execute('update refresh_token set spent_at = clock_timestamp(), successor_salt = ? where hash = ?', [
    salt,
    hashOf(token),
  ])
  await em.execute('insert into refresh_token (hash, session_id) values (?, ?)', [hashOf(successor), sessionId])
  return successor
}

/** Another tab may be further ahead, so the successors are followed to the one that is not spent. */
async function newest(em: EntityManager, token: string): Promise<string> {
  const stored = await find(em, token)
  return stored?.salt ? newest(em, successorOf(token, stored.salt)) : token
}

async function endReused(em: EntityManager, sessionId: string): Promise<undefined> {
  await em.execute('update session set ended_at = now() where id = ?', [sessionId])
  reusedTotal.inc()
}

function sessionEnded(): Refusal {
  return new Refusal('SESSION_ENDED', 401, 'You have been logged out. Please log in again.')
}
