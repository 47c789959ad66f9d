import { DeadlockException, type EntityManager } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'
import { endHolds } from './end-holds.ts'
import { type Present, presentOf } from './reservation.ts'

export interface SeatWish {
  id: string
  performanceId: string
  /** Of the performance whose prices these are. */
  version: number
  onSaleId: string
  personId: string
  /** Sorted, so that two buyers after the same seats meet in the same order. */
  seats: number[]
  pricesWon: number[]
  holdSeconds: number
  /** Whether the buyer came through the waiting room. */
  passed: boolean
}

/** `held` when all went well; else what stood in the way, with nothing left behind. */
export type Claim =
  | { outcome: 'held'; present: Present }
  | { outcome: 'not-for-sale' }
  | { outcome: 'taken'; taken: number[] }
  | { outcome: 'over-limit'; limit: number }

/**
 * Claims all of the seats or none. If holds whose time ran out stand in the way, they end as a whole and the claim is
 * made once more; nothing else is ever taken over. A deadlock, which two buyers can meet only by way of such takeovers,
 * is tried once more.
 *
 * @throws Refusal 503 after a second deadlock.
 */
export async function claimSeats(em: EntityManager, wish: SeatWish): Promise<Claim> {
  await em.execute('savepoint claim')
  try {
    return await claim(em, wish)
  } catch (error) {
    if (!(error instanceof DeadlockException)) throw error
    await em.execute('rollback to savepoint claim')
    return await claim(em, wish).catch(busyAfterDeadlock)
  }
}

function busyAfterDeadlock(error: unknown): never {
  if (!(error instanceof DeadlockException)) throw error
  throw new Refusal('SEATS_BUSY', 503, 'Many are after these seats right now. Please try again.', {
    retryAfterSeconds: 1,
  })
}

async function claim(em: EntityManager, wish: SeatWish): Promise<Claim> {
  const first = await insert(em, wish)
  if (first.outcome !== 'lost' && first.outcome !== 'over-limit') return first
  // Frees what was claimed already: others after those seats need not wait for this to end.
  await em.execute('rollback to savepoint claim')
  const ended = await endHolds(em, {
    to: 'expired',
    where: `id in (
      select reservation_id from seat_claim where performance_id = ? and seat = any(?::int[])
      union all
      select id from reservation where person_id = ? and on_sale_id = ?) and deadline <= now()`,
    params: [wish.performanceId, literal(wish.seats), wish.personId, wish.onSaleId],
  })
  const last = ended.length > 0 ? await insert(em, wish) : first
  return last.outcome === 'lost' ? { outcome: 'taken', taken: last.taken } : last
}

/**
 * One statement for the reservation, its seats and the buyer's quota; the database's clock says whether the sale is open.
 * Whoever finds a seat taken for good changes nothing. `lost`: a seat went to somebody else in this very moment, or to a
 * hold whose time ran out.
 */
async function insert(em: EntityManager, wish: SeatWish): Promise<Claim | { outcome: 'lost'; taken: number[] }> {
  const { id, performanceId, version, onSaleId, personId, seats, pricesWon, holdSeconds, passed } = wish
  const total = pricesWon.reduce((sum, price) => sum + price, 0)
  const [row] = await em.execute<Inserted[]>(
    `with terms as (
       select limit_per_person from performance p join on_sale o on o.id = p.on_sale_id
       where p.id = ? and p.version = ? and o.id = ? and not p.cancelled and not o.cancelled
         and p.starts_at > now() and o.opens_at <= now() and o.closes_at > now() and (? or not o.waiting_room)
     ), gone as (
       select seat from seat_claim c join reservation r on r.id = c.reservation_id
       where c.performance_id = ? and c.seat = any(?::int[]) and not (r.state = 'held' and r.deadline <= now())
     ), made as (
       insert into reservation (id, performance_id, on_sale_id, person_id, seats, prices_won, total_won, deadline)
       select ?::uuid, ?::uuid, ?::uuid, ?::uuid, ?::int[], ?::int[], ?, now() + make_interval(secs => ?)
       from terms where not exists (select from gone)
       returning *
     ), claimed as (
       insert into seat_claim (performance_id, seat, reservation_id)
       select performance_id, seat, id from made, unnest(seats) as seat order by seat
       on conflict do nothing returning seat
     ), counted as (
       insert into buyer_quota as q (person_id, scope, taken, allowed)
       select person_id, scope, cardinality(seats), limit_per_person
       from terms, made, unnest(array[performance_id, on_sale_id]) as scope
       where cardinality(seats) = (select count(*) from claimed) and cardinality(seats) <= limit_per_person
       order by scope
       on conflict (person_id, scope) do update
         set taken = q.taken + excluded.taken, allowed = excluded.allowed
         where q.taken + excluded.taken <= excluded.allowed
       returning scope
     )
     select made.*, now(), limit_per_person as limit, array(select seat from gone order by seat) as gone,
       array(select seat from claimed) as claimed, (select count(*) from counted) as counted
     from terms left join made on true`,
    [
      performanceId,
      version,
      onSaleId,
      passed,
      performanceId,
      literal(seats),
      id,
      performanceId,
      onSaleId,
      personId,
      literal(seats),
      literal(pricesWon),
      total,
      holdSeconds,
    ],
  )
  if (!row) return { outcome: 'not-for-sale' }
  const { limit, gone, claimed, counted, ...present } = row
  if (gone.length > 0) return { outcome: 'taken', taken: gone }
  const taken = seats.filter((seat) => !claimed.includes(seat))
  if (taken.length > 0) return { outcome: 'lost', taken }
  if (counted < SCOPES) return { outcome: 'over-limit', limit }
  return { outcome: 'held', present: presentOf(em, present) }
}

/** A performance and an on-sale. */
const SCOPES = 2

interface Inserted {
  now: Date
  limit: number
  gone: number[]
  claimed: number[]
  counted: number
}

const literal = (numbers: number[]) => `{${numbers.join(',')}}`
