import { DeadlockException, type EntityManager } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import { executePrepared } from '@tiketi/kit/prepared'
import { Refusal } from '@tiketi/kit/refusal'
import { type Claimed, claimStatement, type Taking } from './claim-statement.ts'
import { endHolds } from './end-holds.ts'
import type { TakenPlaces } from './held-places.ts'
import { type Present, presentOf } from './reservation.ts'

interface NewHold {
  holdSeconds: number
}

/** One that its transaction has locked, and what it has beside the wish; `seats` are all, sorted. */
export interface LiveHold extends TakenPlaces {
  /** What goes before something comes. */
  drop: () => Promise<void>
  /** By so many places it grows, those that go taken off. */
  growth: number
}

export interface SeatWish {
  /** Of the hold. */
  id: string
  performanceId: string
  /** Of the performance whose prices these are. */
  version: number
  onSaleId: string
  personId: string
  /** Sorted, so that two buyers after the same seats meet in the same order. */
  seats: number[]
  /** Sorted by area. */
  standing: { area: number; places: number }[]
  /** Of the whole hold then: one for each seat, then one for each standing place. */
  pricesWon: number[]
  into: NewHold | LiveHold
  /** When the waiting room let the buyer in, if it did. */
  passedAt: Date | null
}

/** `held` when all went well; else what stood in the way, with nothing of the wish left behind. */
export type Claim =
  | { outcome: 'held'; present: Present }
  | { outcome: 'not-for-sale' }
  | { outcome: 'taken'; taken: number[]; areas: number[] }
  | { outcome: 'over-limit'; limit: number }

/**
 * Claims all of the seats and standing places or none. If something is in the way that may be a hold whose time ran out,
 * such holds end as a whole, here or at another process, and the claim is made once more; nothing else is ever taken
 * over. A deadlock, which two buyers can meet only by way of such takeovers, is tried once more.
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
  let tried = await insert(em, wish, 'skipping')
  if (tried.outcome === 'crowded') {
    await em.execute('rollback to savepoint claim')
    tried = await insert(em, wish, 'waiting')
  }
  if (tried.outcome === 'held' || tried.outcome === 'not-for-sale' || tried.outcome === 'taken') return tried
  // Frees what was claimed already: others after those seats need not wait for this to end.
  await em.execute('rollback to savepoint claim')
  const areas = arrayOf(wish.standing.map(({ area }) => area))
  await endHolds(em, {
    to: 'expired',
    where: `id in (
      select reservation_id from seat_claim where performance_id = ? and seat = any(?::int[])
      union all
      select id from reservation where person_id = ? and (on_sale_id = ? or performance_id = ?)
      union all
      select id from reservation where performance_id = ? and areas && ?::int[] and state = 'held' and deadline <= now()
      ) and deadline <= now()`,
    params: [
      wish.performanceId,
      arrayOf(wish.seats),
      wish.personId,
      wish.onSaleId,
      wish.performanceId,
      wish.performanceId,
      areas,
    ],
  })
  // Even if none ended here: another process may have ended them while this one waited for them.
  const last = await insert(em, wish, 'waiting')
  return last.outcome === 'lost' || last.outcome === 'crowded' ? { ...last, outcome: 'taken' } : last
}

/**
 * - `lost`: something went to somebody else in this very moment, or to a hold whose time ran out.
 * - `crowded`: there are enough standing places, but others were working on every stock row that has them.
 */
type Tried =
  | Claim
  | { outcome: 'lost'; taken: number[]; areas: number[] }
  | { outcome: 'crowded'; taken: number[]; areas: number[] }

async function insert(em: EntityManager, wish: SeatWish, taking: Taking): Promise<Tried> {
  // After each savepoint anew: whoever waits for late holds of others must not have stock rows that those wait for.
  if ('drop' in wish.into) await wish.into.drop()
  const { sql, params } = claimStatement(wish, taking)
  const [row] = await executePrepared<Claimed>(em, sql, params)
  if (!row) return { outcome: 'not-for-sale' }
  const { limit, gone, short, scarce, stocked, claimed, counted, ...present } = row
  if (gone.length > 0 || short.length > 0) return { outcome: 'taken', taken: gone, areas: short }
  if (!stocked) {
    const areas = scarce.length > 0 ? scarce : wish.standing.map(({ area }) => area)
    return { outcome: scarce.length === 0 && taking === 'skipping' ? 'crowded' : 'lost', taken: [], areas }
  }
  const taken = wish.seats.filter((seat) => !claimed.includes(seat))
  if (taken.length > 0) return { outcome: 'lost', taken, areas: [] }
  if (counted < SCOPES) return { outcome: 'over-limit', limit }
  return { outcome: 'held', present: presentOf(em, present) }
}

/** A performance and an on-sale. */
const SCOPES = 2
