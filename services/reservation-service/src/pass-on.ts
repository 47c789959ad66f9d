import type { EntityManager } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import { RETURN_TIMES } from './return-times.ts'

/**
 * Places that somebody on the list did not want are offered to the next, or return at a new instant: the one that was
 * drawn may have passed meanwhile, and then everybody would know it.
 */
export async function passOn(em: EntityManager, waitingIds: string[]): Promise<void> {
  await em.execute(
    `with offered as (
       select id, performance_id from waiting where id = any(?::uuid[])
     ), term as (
       select offered.id, returns_at from offered, ${RETURN_TIMES} where p.id = offered.performance_id
     )
     update cooling_place c set waiting_id = null, declined_by = declined_by || waiting_id, returns_at = term.returns_at
     from term where c.waiting_id = term.id`,
    [arrayOf(waitingIds)],
    'run',
  )
}
