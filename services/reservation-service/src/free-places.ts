import type { EntityManager } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import { announceSeats } from './announce-seats.ts'
import type { Reservation } from './reservation.ts'
import type { Ticket } from './ticket.ts'

/** Puts sold places of one performance on sale again. */
export async function freePlaces(
  em: EntityManager,
  performanceId: string,
  orders: { reservation: Reservation; tickets: Ticket[] }[],
): Promise<void> {
  const places = orders.map(({ reservation, tickets }) => ({ id: reservation.id, ...reservation.placesOf(tickets) }))
  const seats = places.flatMap(({ seats }) => seats)
  const [freed] = await em.execute<[{ seats: number }]>(
    `with place as (
       select area, shard, count(*)::int as places from unnest(?::int[], ?::int[]) as place(area, shard) group by area, shard
     ), stock as (
       select area, shard, place.places from standing_stock s join place using (area, shard)
       where s.performance_id = ? order by area, shard for update of s
     ), restocked as (
       update standing_stock s set available = s.available + stock.places, sold = s.sold - stock.places from stock
       where s.performance_id = ? and s.area = stock.area and s.shard = stock.shard
       returning s.shard
     ), freed as (
       delete from seat_claim c using unnest(?::int[], ?::uuid[]) as own (seat, reservation_id)
       where c.performance_id = ? and c.seat = own.seat and c.reservation_id = own.reservation_id and c.sold
         and (select count(*) from restocked) >= 0
       returning c.seat
     )
     select count(*)::int as seats from freed`,
    [
      arrayOf(places.flatMap(({ areas }) => areas)),
      arrayOf(places.flatMap(({ shards }) => shards)),
      performanceId,
      performanceId,
      arrayOf(seats),
      arrayOf(places.flatMap(({ id, seats }) => seats.map(() => id))),
      performanceId,
    ],
  )
  if (freed.seats !== seats.length) throw new Error(`Not all seats were those of the orders of ${performanceId}.`)
  announceSeats(em, performanceId, seats)
}
