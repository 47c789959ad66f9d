import type { EntityManager } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import { coolPlaces } from './cool-places.ts'
import type { HeldPlaces, TakenPlaces } from './held-places.ts'
import type { Reservation } from './reservation.ts'

/**
 * Takes places out of a hold that is locked, before others come into it: they are on sale again, or cool down for the next
 * on the waiting list if the hold came from an offer.
 *
 * @param alsoAreas whose stock rows the transaction will take from: all are locked in the order of all.
 */
export async function dropPlaces(
  em: EntityManager,
  reservation: Reservation,
  dropped: TakenPlaces,
  alsoAreas: number[] = [],
): Promise<void> {
  const { performanceId, waitingId } = reservation
  if (dropped.seats.length + dropped.areas.length === 0) return
  if (dropped.areas.length > 0)
    await em.execute(
      'select from standing_stock where performance_id = ? and area = any(?::int[]) order by area, shard for update',
      [performanceId, arrayOf([...dropped.areas, ...alsoAreas])],
    )
  await unhold(em, reservation, dropped)
  if (waitingId) await coolPlaces(em, reservation, dropped, [waitingId])
}

/** Frees them, or counts them as sold: so do all places count that cool down. */
async function unhold(
  em: EntityManager,
  { id, performanceId, waitingId }: Reservation,
  { seats, areas, shards }: TakenPlaces,
): Promise<void> {
  const stock = waitingId ? 'sold = s.sold + back.places' : 'available = s.available + back.places'
  const claims = waitingId ? 'update seat_claim set sold = true' : 'delete from seat_claim'
  await em.execute(
    `with back as (
       select area, shard, count(*)::int as places from unnest(?::int[], ?::int[]) as place(area, shard) group by area, shard
     ), counted as (
       update standing_stock s set ${stock} from back
       where s.performance_id = ? and s.area = back.area and s.shard = back.shard
     )
     ${claims} where performance_id = ? and seat = any(?::int[]) and reservation_id = ?`,
    [arrayOf(areas), arrayOf(shards), performanceId, performanceId, arrayOf(seats), id],
    'run',
  )
}

/** A locked hold has no more than what it kept, and its buyer's quota shrinks by the rest. */
export async function shrinkHold(em: EntityManager, { id }: Reservation, kept: HeldPlaces): Promise<void> {
  const total = kept.pricesWon.reduce((sum, price) => sum + price, 0)
  await em.execute(
    `with before as (
       select person_id, performance_id, on_sale_id, cardinality(seats) + cardinality(areas) as places
       from reservation where id = ?
     ), quota as (
       select person_id, scope, places from buyer_quota q join before using (person_id)
       where scope in (performance_id, on_sale_id) order by scope for update of q
     ), returned as (
       update buyer_quota q set taken = q.taken - places + ?::int from quota
       where q.person_id = quota.person_id and q.scope = quota.scope
     )
     update reservation set seats = ?::int[], areas = ?::int[], shards = ?::int[], prices_won = ?::int[], total_won = ?
     where id = ?`,
    [
      id,
      kept.pricesWon.length,
      arrayOf(kept.seats),
      arrayOf(kept.areas),
      arrayOf(kept.shards),
      arrayOf(kept.pricesWon),
      total,
      id,
    ],
    'run',
  )
}
