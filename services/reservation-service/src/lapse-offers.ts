import type { EntityManager } from '@mikro-orm/postgresql'
import { counter } from '@tiketi/kit/metrics'
import { inBatches } from './in-batches.ts'
import { passOn } from './pass-on.ts'

const BATCH = 50

const lapsedTotal = counter('offers_lapsed_total', 'Offers to the waiting list that nobody answered in time')

/** Ends offers past their deadline and passes their places on. Each process takes its own. */
export function lapseOffers(em: EntityManager): Promise<void> {
  return inBatches(em, { size: BATCH, total: lapsedTotal }, lapseSome)
}

async function lapseSome(em: EntityManager): Promise<number> {
  const ended = await em.execute<{ id: string }[]>(
    `update waiting set state = 'lapsed', deadline = null, ended_at = now() where id in (
       select id from waiting where state = 'offered' and deadline <= now()
       order by deadline limit ${BATCH} for update skip locked)
     returning id`,
  )
  if (ended.length > 0)
    await passOn(
      em,
      ended.map(({ id }) => id),
    )
  return ended.length
}
