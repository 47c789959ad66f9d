import type { EntityManager } from '@mikro-orm/postgresql'
import type { Reservation } from './reservation.ts'
import { RETURN_TIMES } from './return-times.ts'
import type { Ticket } from './ticket.ts'

/**
 * Places that a buyer gave back stay claimed while they cool down, so that nobody can arrange for a friend to take them
 * in the same second. All of them come back at one instant: seats side by side stay side by side.
 */
export async function coolPlaces(em: EntityManager, reservation: Reservation, tickets: Ticket[]): Promise<void> {
  const { id, performanceId } = reservation
  const [cooling] = await em.execute<[{ places: number }]>(
    `with term as (
       select cooled_at, returns_at from ${RETURN_TIMES} where p.id = ?
     ), cooled as (
       insert into cooling_place (performance_id, reservation_id, seat, area, shard, cooled_at, returns_at)
       select ?, ?, place.seat, area, shard, cooled_at, returns_at
       from term, unnest(?::int[], ?::int[], ?::int[]) as place(seat, area, shard)
         left join seat_claim c on c.performance_id = ? and c.seat = place.seat and c.reservation_id = ? and c.sold
       where place.seat is null or c.seat is not null
       returning id
     )
     select count(*)::int as places from cooled`,
    [
      performanceId,
      performanceId,
      id,
      `{${tickets.map(({ seat }) => seat ?? 'null').join(',')}}`,
      `{${tickets.map(({ area }) => area ?? 'null').join(',')}}`,
      `{${tickets.map((ticket) => (typeof ticket.seat === 'number' ? 'null' : reservation.shardOf(ticket))).join(',')}}`,
      performanceId,
      id,
    ],
  )
  if (cooling.places !== tickets.length) throw new Error(`Of order ${id} not all places were its own.`)
}
