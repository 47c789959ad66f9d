import type { EntityManager } from '@mikro-orm/postgresql'
import { counter } from '@tiketi/kit/metrics'
import { tellGifts } from './gift.ts'
import { inBatches } from './in-batches.ts'

const BATCH = 50

const lapsedTotal = counter('gifts_lapsed_total', 'Tickets offered to a friend who did not accept in time')

/** Ends gifts past their deadline. Each process takes its own; who is accepting one right now is left alone. */
export function lapseGifts(em: EntityManager): Promise<void> {
  return inBatches(em, { size: BATCH, total: lapsedTotal }, lapseSome)
}

async function lapseSome(em: EntityManager): Promise<number> {
  const ended = await em.execute<{ id: string; state: 'lapsed' }[]>(
    `with due as (
       select g.id from gift g join ticket t on t.id = g.ticket_id join reservation r on r.id = t.reservation_id
       where g.state = 'offered' and g.deadline <= now()
       order by g.deadline limit ${BATCH} for update of r, g skip locked
     )
     update gift set state = 'lapsed', email = null, ended_at = now() from due where gift.id = due.id
     returning gift.id, gift.state`,
  )
  await tellGifts(em, ended)
  return ended.length
}
