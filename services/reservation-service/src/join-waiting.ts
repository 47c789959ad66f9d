import type { EntityManager } from '@mikro-orm/postgresql'
import type { Waiting } from '@tiketi/contracts/waiting'
import { Refusal } from '@tiketi/kit/refusal'
import type { Performance } from './performance.ts'
import { readWaiting } from './read-waiting.ts'
import { refuseSale } from './refuse-sale.ts'

interface JoinWaiting {
  personId: string
  performance: Performance
  places: number
  /** How many places anybody may have now. */
  free: number
}

/**
 * A person waits for so many places of a performance, behind all who do already. Its list opens with the general sale, to
 * everybody alike: a presale that has sold everything makes nobody wait.
 *
 * @throws Refusal 409 PLACES_LEFT with `free` while nobody needs to wait, LIMIT_REACHED with `limit`, ALREADY_WAITING; and
 * what `refuseSale` says when nothing is sold.
 */
export async function joinWaiting(
  em: EntityManager,
  { personId, performance, places, free }: JoinWaiting,
): Promise<Waiting> {
  const [terms] = await em.execute<{ limit: number; taken: number }[]>(
    `select limit_per_person as limit, coalesce(max(q.taken), 0) as taken
     from performance p join on_sale o on o.id = p.on_sale_id
       left join buyer_quota q on q.person_id = ? and q.scope in (p.id, o.id)
     where p.id = ? and not p.cancelled and not o.cancelled
       and p.starts_at > now() and o.opens_at <= now() and o.closes_at > now() group by limit_per_person`,
    [personId, performance.id],
  )
  if (!terms) {
    const { id: performanceId, onSaleId } = performance
    // A list is open to those without a pass, too.
    return refuseSale(em, { performanceId, onSaleId, personId, pass: { passed: true, at: new Date() } })
  }
  const { limit, taken } = terms
  if (taken + places > limit)
    throw new Refusal('LIMIT_REACHED', 409, `One person may have ${limit} seats here, held and bought together.`, {
      limit,
    })
  if (free >= places)
    throw new Refusal('PLACES_LEFT', 409, 'So many places are still on sale. You need not wait for them.', { free })
  const [joined] = await em.execute<{ id: string }[]>(
    `insert into waiting (performance_id, person_id, places) values (?, ?, ?)
     on conflict (performance_id, person_id) where ended_at is null do nothing returning id`,
    [performance.id, personId, places],
  )
  if (!joined) throw new Refusal('ALREADY_WAITING', 409, 'You are on this waiting list already.')
  return readWaiting(em, performance, joined.id)
}
