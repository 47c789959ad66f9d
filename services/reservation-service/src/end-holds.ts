import type { EntityManager } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import { publish } from '@tiketi/kit/publish'
import { announceSeats } from './announce-seats.ts'
import { RETURN_TIMES } from './return-times.ts'

interface EndHolds {
  to: 'expired' | 'released'
  /** SQL that chooses reservations; only those among them that are `held` can end. */
  where: string
  params: unknown[]
  /** Leaves out what others are working on; without, all that `where` chooses are waited for, in the order of ids. */
  batch?: number
}

/**
 * Puts holds back on sale as a whole: their seats, standing places and the buyers' quota return in the transaction in
 * which the state changes. Places that came from an offer to the waiting list stay claimed and cool down again, for the
 * next on the list.
 *
 * @returns the ids of those that ended.
 */
export async function endHolds(em: EntityManager, { to, where, params, batch }: EndHolds): Promise<string[]> {
  // Locked before the rest is looked at: a change that has just been made brought claims that this statement does not see.
  const due = await em.execute<{ id: string }[]>(
    `select id from reservation where ${where} and state = 'held'
     order by ${batch ? `deadline limit ${batch} for update skip locked` : 'id for update'}`,
    params,
  )
  if (due.length === 0) return []
  const ended = await em.execute<Ended[]>(
    `with ended as (
       update reservation r set state = ?, ended_at = now() where r.id = any(?::uuid[])
       returning r.id, r.performance_id, r.on_sale_id, r.person_id, r.seats, r.areas, r.shards, r.waiting_id
     ), back as (
       select performance_id, area, shard, count(*) filter (where waiting_id is null)::int as places,
         count(*) filter (where waiting_id is not null)::int as cooling
       from ended, unnest(areas, shards) as place(area, shard) group by performance_id, area, shard
     ), stock as (
       select performance_id, area, shard, back.places, back.cooling from standing_stock s join back using (performance_id, area, shard)
       order by performance_id, area, shard for update of s
     ), restocked as (
       update standing_stock s set available = s.available + stock.places, sold = s.sold + stock.cooling from stock
       where s.performance_id = stock.performance_id and s.area = stock.area and s.shard = stock.shard
       returning s.shard
     ), freed as (
       delete from seat_claim c using ended e, unnest(e.seats) as place
       where c.performance_id = e.performance_id and c.seat = place and c.reservation_id = e.id
         and e.waiting_id is null and (select count(*) from restocked) >= 0 -- stock rows first, as every hold does
     ), kept as (
       update seat_claim c set sold = true from ended e, unnest(e.seats) as place
       where c.performance_id = e.performance_id and c.seat = place and c.reservation_id = e.id
         and e.waiting_id is not null and (select count(*) from restocked) >= 0
     ), term as (
       select e.id, times.cooled_at, times.returns_at from ended e, ${RETURN_TIMES}
       where p.id = e.performance_id and e.waiting_id is not null
     ), cooled as (
       insert into cooling_place (performance_id, reservation_id, seat, area, shard, cooled_at, returns_at, declined_by)
       select performance_id, id, place.seat, place.area, place.shard, cooled_at, returns_at, array[waiting_id]
       from ended join term using (id), lateral (
         select seat, null::int as area, null::int as shard from unnest(seats) as seat
         union all
         select null, area, shard from unnest(areas, shards) as standing(area, shard)) place
     ), share as (
       select person_id, scope, sum(cardinality(seats) + cardinality(areas))::int as seats
       from ended, unnest(array[performance_id, on_sale_id]) as scope group by person_id, scope
     ), locked as (
       select person_id, scope, share.seats from buyer_quota q join share using (person_id, scope)
       where (select count(*) from restocked) >= 0 order by person_id, scope for update of q
     ), returned as (
       update buyer_quota q set taken = q.taken - locked.seats from locked
       where q.person_id = locked.person_id and q.scope = locked.scope
     )
     select id, performance_id as "performanceId", on_sale_id as "onSaleId", person_id as "personId", seats,
       cardinality(seats) + cardinality(areas) as places from ended`,
    [to, arrayOf(due.map(({ id }) => id))],
  )
  for (const { id, onSaleId, personId, performanceId, seats, places } of ended) {
    await publish(em, 'reservation.released', { reservationId: id, onSaleId, personId, seats: places })
    announceSeats(em, performanceId, seats)
  }
  return ended.map(({ id }) => id)
}

interface Ended {
  id: string
  performanceId: string
  onSaleId: string
  personId: string
  seats: number[]
  places: number
}
