import type { EntityManager } from '@mikro-orm/postgresql'

/** The database's clock: the same moment throughout one transaction. */
export async function databaseTime(em: EntityManager): Promise<Date> {
  const [row] = await em.execute<[{ now: Date }]>('select now()')
  return row.now
}
