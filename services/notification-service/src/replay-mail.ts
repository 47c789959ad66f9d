import type { EntityManager } from '@mikro-orm/postgresql'

/** Makes a dead mail due again, with all its tries; tells whether there was one. */
export async function replayMail(em: EntityManager, id: string): Promise<boolean> {
  const rows = await em.execute<unknown[]>(
    `update mail set state = 'waiting', attempts = 0, next_try_at = now(), ended_at = null where id = ? and state = 'dead' returning id`,
    [id],
  )
  return rows.length > 0
}
