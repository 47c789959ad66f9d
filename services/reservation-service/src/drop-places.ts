import type { EntityManager } from '@mikro-orm/postgresql'
import { literal } from './claim-statement.ts'
import type { HeldPlaces } from './held-places.ts'
import type { Reservation } from './reservation.ts'

/** Locks the stock rows of these areas in the order of all. */
export async function lockStock(em: EntityManager, performanceId: string, areas: number[]): Promise<void> {
  await em.execute(
    `select from standing_stock where performance_id = ? and area = any(?::int[]) order by area, shard for update`,
    [performanceId, literal(areas)],
  )
}

/** Frees places of a hold that is locked, and its stock rows with it. */
export async function dropPlaces(
  em: EntityManager,
  { id, performanceId }: Reservation,
  dropped: HeldPlaces,
): Promise<void> {
  await em.execute(
    `with back as (
       select area, shard, count(*)::int as places from unnest(?::int[], ?::int[]) as place(area, shard) group by area, shard
     ), restocked as (
       update standing_stock s set available = s.available + back.places from back
       where s.performance_id = ? and s.area = back.area and s.shard = back.shard
     )
     delete from seat_claim where performance_id = ? and seat = any(?::int[]) and reservation_id = ?`,
    [literal(dropped.areas), literal(dropped.shards), performanceId, performanceId, literal(dropped.seats), id],
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
      literal(kept.seats),
      literal(kept.areas),
      literal(kept.shards),
      literal(kept.pricesWon),
      total,
      id,
    ],
    'run',
  )
}
