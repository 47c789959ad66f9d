import type { EntityManager } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import type { TakenPlaces } from './held-places.ts'
import type { Reservation } from './reservation.ts'
import { RETURN_TIMES } from './return-times.ts'

/**
 * Places that a buyer gave back stay claimed while they cool down, so that nobody can arrange for a friend to take them
 * in the same second. All of them come back at one instant: seats side by side stay side by side.
 *
 * @param places of the reservation, which count as sold.
 * @param declinedBy those on the waiting list to whom they are not offered.
 */
export async function coolPlaces(
  em: EntityManager,
  { id, performanceId }: Reservation,
  { seats, areas, shards }: TakenPlaces,
  declinedBy: string[] = [],
): Promise<void> {
  const [cooling] = await em.execute<[{ places: number }]>(
    `with term as (
       select cooled_at, returns_at from ${RETURN_TIMES} where p.id = ?
     ), place as (
       select seat, null::int as area, null::int as shard from seat_claim
       where performance_id = ? and seat = any(?::int[]) and reservation_id = ? and sold
       union all
       select null, area, shard from unnest(?::int[], ?::int[]) as standing(area, shard)
     ), cooled as (
       insert into cooling_place (performance_id, reservation_id, seat, area, shard, cooled_at, returns_at, declined_by)
       select ?, ?, seat, area, shard, cooled_at, returns_at, ?::uuid[] from term, place
       returning id
     )
     select count(*)::int as places from cooled`,
    [
      performanceId,
      performanceId,
      arrayOf(seats),
      id,
      arrayOf(areas),
      arrayOf(shards),
      performanceId,
      id,
      arrayOf(declinedBy),
    ],
  )
  if (cooling.places !== seats.length + areas.length) throw new Error(`Of order ${id} not all places were its own.`)
}
