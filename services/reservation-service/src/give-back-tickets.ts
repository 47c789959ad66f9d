import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Refund } from '@tiketi/contracts/refund'
import { counter } from '@tiketi/kit/metrics'
import { executeAhead } from '@tiketi/kit/prepared'
import { publish } from '@tiketi/kit/publish'
import { announceSeats } from './announce-seats.ts'
import { literal } from './claim-statement.ts'
import { coolPlaces } from './cool-places.ts'
import { tellGift } from './gift.ts'
import type { TakenPlaces } from './held-places.ts'
import type { Reservation } from './reservation.ts'
import type { Ticket } from './ticket.ts'

const refundedTotal = counter('tickets_refunded_total', 'Tickets that were given back', ['by'])

interface GiveBackTickets {
  /** Locked. */
  reservation: Reservation
  tickets: Ticket[]
  by: Refund['by']
  feeWon: number
  /** How many tickets of the order are good before this. */
  all: number
}

/**
 * Ends tickets of an order: their codes are worth nothing, offers of them to friends are over, the buyer's quota is free
 * and the money is owed, all in the caller's transaction. Places that a buyer gives back cool down; those of a cancelled performance are free at once.
 *
 * @returns the id of the refund.
 */
export async function giveBackTickets(
  em: EntityManager,
  { reservation, tickets, by, feeWon, all }: GiveBackTickets,
): Promise<string> {
  const { id: reservationId, paymentId } = reservation
  const refundId = randomUUID()
  const priceWon = tickets.reduce((sum, ticket) => sum + reservation.priceOf(ticket), 0)
  const ended = await em.execute<{ id: string; state: 'withdrawn' | 'void' }[]>(
    `with refunded as (
       insert into refund (id, reservation_id, by, price_won, fee_won) values (?, ?, ?, ?, ?) returning id
     ), moved as (
       update reservation set state = 'refunded' where id = ? and state = 'confirmed' and ?
     ), ended as (
       update ticket set refund_id = refunded.id, code_version = code_version + 1 from refunded
       where ticket.id = any(?::uuid[]) and refund_id is null
       returning ticket.id
     )
     update gift set state = case state when 'offered' then 'withdrawn' else 'void' end, email = null, ended_at = now()
     from ended where ticket_id = ended.id and ended_at is null
     returning gift.id, gift.state`,
    [
      refundId,
      reservationId,
      by,
      priceWon,
      feeWon,
      reservationId,
      tickets.length === all,
      `{${tickets.map(({ id }) => id).join(',')}}`,
    ],
  )
  // Whoever was given one hears of it; of an offer, nobody expects more.
  for (const gift of ended) if (gift.state === 'void') await tellGift(em, gift)
  // Stock rows, seats and quota are locked in the order in which every hold locks them.
  await (by === 'buyer' ? coolPlaces : freePlaces)(em, reservation, reservation.placesOf(tickets))
  await freeQuota(em, reservation, tickets.length)
  await publish(em, 'reservation.refunded', {
    refundId,
    reservationId,
    paymentId: paymentId!,
    by,
    priceWon,
    feeWon,
  })
  refundedTotal.inc({ by }, tickets.length)
  return refundId
}

async function freePlaces(
  em: EntityManager,
  { id, performanceId }: Reservation,
  { seats, areas, shards }: TakenPlaces,
): Promise<void> {
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
       delete from seat_claim where performance_id = ? and seat = any(?::int[]) and reservation_id = ? and sold
         and (select count(*) from restocked) >= 0
       returning seat
     )
     select count(*)::int as seats from freed`,
    [literal(areas), literal(shards), performanceId, performanceId, performanceId, literal(seats), id],
  )
  if (freed.seats !== seats.length) throw new Error(`Of order ${id} not all seats were its own.`)
  announceSeats(em, performanceId, seats)
}

async function freeQuota(em: EntityManager, { personId, performanceId, onSaleId }: Reservation, places: number) {
  await executeAhead(
    em,
    `with locked as (
       select scope from buyer_quota where person_id = ? and scope in (?, ?) order by scope for update
     )
     update buyer_quota q set taken = q.taken - ? from locked where q.person_id = ? and q.scope = locked.scope`,
    [personId, performanceId, onSaleId, places, personId],
  )
}
