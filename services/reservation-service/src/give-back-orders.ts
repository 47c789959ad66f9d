import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import { publishAll } from '@tiketi/kit/publish'
import { announceSeats } from './announce-seats.ts'
import { tellGift } from './gift.ts'
import { freeQuotas, refundedTotal } from './give-back-tickets.ts'
import type { Reservation } from './reservation.ts'
import { Ticket } from './ticket.ts'

/**
 * Gives back all that is left of locked orders of one cancelled performance: what `giveBackTickets` does for one, in as
 * many statements for all of them. No fee is kept, and the places are free at once, since nobody can buy them.
 */
export async function giveBackOrders(
  em: EntityManager,
  performanceId: string,
  reservations: Reservation[],
): Promise<void> {
  const tickets = await em.find(Ticket, { reservationId: reservations.map(({ id }) => id), refundId: null })
  const orders = reservations.map((reservation) => {
    const own = tickets.filter(({ reservationId }) => reservationId === reservation.id)
    const priceWon = own.reduce((sum, ticket) => sum + reservation.priceOf(ticket), 0)
    return { reservation, refundId: randomUUID(), tickets: own, priceWon }
  })
  const ended = await em.execute<{ id: string; state: 'withdrawn' | 'void' }[]>(
    `with refunded as (
       insert into refund (id, reservation_id, by, price_won, fee_won)
       select id, reservation_id, 'organiser', price_won, 0
       from unnest(?::uuid[], ?::uuid[], ?::int[]) as given (id, reservation_id, price_won) returning id, reservation_id
     ), moved as (
       update reservation r set state = 'refunded' from refunded where r.id = refunded.reservation_id and state = 'confirmed'
     ), ended as (
       update ticket t set refund_id = refunded.id, code_version = code_version + 1 from refunded
       where t.reservation_id = refunded.reservation_id and t.refund_id is null
       returning t.id
     )
     update gift set state = case state when 'offered' then 'withdrawn' else 'void' end, email = null, ended_at = now()
     from ended where ticket_id = ended.id and ended_at is null
     returning gift.id, gift.state`,
    [
      arrayOf(orders.map(({ refundId }) => refundId)),
      arrayOf(reservations.map(({ id }) => id)),
      arrayOf(orders.map(({ priceWon }) => priceWon)),
    ],
  )
  // Whoever was given one hears of it; of an offer, nobody expects more.
  for (const gift of ended) if (gift.state === 'void') await tellGift(em, gift)
  // Stock rows, seats and quota are locked in the order in which every hold locks them.
  await freePlaces(em, performanceId, orders)
  await freeQuotas(
    em,
    orders.map(({ reservation, tickets: { length: places } }) => ({ reservation, places })),
  )
  await publishAll(
    em,
    'reservation.refunded',
    orders.map(({ refundId, reservation: { id: reservationId, paymentId }, priceWon }) => ({
      refundId,
      reservationId,
      paymentId: paymentId!,
      by: 'organiser' as const,
      priceWon,
      feeWon: 0,
    })),
  )
  refundedTotal.inc({ by: 'organiser' }, tickets.length)
}

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
