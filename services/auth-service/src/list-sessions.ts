import type { EntityManager } from '@mikro-orm/postgresql'
import type { SessionList } from '@tiketi/contracts/auth'
import { IDLE_DAYS, LIFE_DAYS } from './open-session.ts'

interface Row {
  id: string
  device: string
  created_at: Date
  last_seen_at: Date
}

/** Where somebody is logged in, the device used last at the top. */
export async function listSessions(
  em: EntityManager,
  { accountId, currentId }: { accountId: string; currentId: string },
): Promise<SessionList> {
  const rows = await em.execute<Row[]>(
    `select id, device, created_at, last_seen_at from session
      where account_id = ? and ended_at is null
        and created_at > now() - make_interval(days => ?)
        and last_seen_at > now() - make_interval(days => ?)
      order by last_seen_at desc, id limit 100`,
    [accountId, LIFE_DAYS, IDLE_DAYS],
  )
  return {
    sessions: rows.map(({ id, device, created_at, last_seen_at }) => ({
      id,
      device,
      createdAt: created_at.toISOString(),
      lastSeenAt: last_seen_at.toISOString(),
      current: id === currentId,
    })),
  }
}
