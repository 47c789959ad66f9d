import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import { counter } from '@tiketi/kit/metrics'
import { executeAhead } from '@tiketi/kit/prepared'
import { publish } from '@tiketi/kit/publish'
import { coolPlaces } from './cool-places.ts'
import { tellGift } from './gift.ts'
import type { Reservation } from './reservation.ts'
import type { Ticket } from './ticket.ts'

export const refundedTotal = counter('tickets_refunded_total', 'Tickets that were given back', ['by'])

interface GiveBackTickets {
  /** Locked. */
  reservation: Reservation
  tickets: Ticket[]
  feeWon: number
  /** How many tickets of the order are good before this. */
  all: number
}

/**
 * A buyer gives tickets of an order back: their codes are worth nothing, offers of them to friends are over, the quota is
 * free and the money is owed, all in the caller's transaction. Their places cool down.
 *
 * @returns the id of the refund.
 */
export async function giveBackTickets(
  em: EntityManager,
  { reservation, tickets, feeWon, all }: GiveBackTickets,
): Promise<string> {
  const { id: reservationId, paymentId } = reservation
  const refundId = randomUUID()
  const priceWon = tickets.reduce((sum, ticket) => sum + reservation.priceOf(ticket), 0)
  const ended = await em.execute<{ id: string; state: 'withdrawn' | 'void' }[]>(
    `with refunded as (
       insert into refund (id, reservation_id, by, price_won, fee_won) values (?, ?, 'buyer', ?, ?) returning id
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
      priceWon,
      feeWon,
      reservationId,
      tickets.length === all,
      arrayOf(tickets.map(({ id }) => id)),
    ],
  )
  // Whoever was given one hears of it; of an offer, nobody expects more.
  for (const gift of ended) if (gift.state === 'void') await tellGift(em, gift)
  // Stock rows, seats and quota are locked in the order in which every hold locks them.
  await coolPlaces(em, reservation, reservation.placesOf(tickets))
  await freeQuotas(em, [{ reservation, places: tickets.length }])
  await publish(em, 'reservation.refunded', {
    refundId,
    reservationId,
    paymentId: paymentId!,
    by: 'buyer',
    priceWon,
    feeWon,
  })
  refundedTotal.inc({ by: 'buyer' }, tickets.length)
  return refundId
}

/** So many places count against nobody's limits any more. */
export async function freeQuotas(
  em: EntityManager,
  orders: { reservation: Reservation; places: number }[],
): Promise<void> {
  const shares = orders.flatMap(({ reservation: { personId, performanceId, onSaleId }, places }) =>
    [performanceId, onSaleId].map((scope) => ({ person_id: personId, scope, places })),
  )
  await executeAhead(
    em,
    `with share as (
       select person_id, scope, sum(places)::int as places
       from jsonb_to_recordset(?) as share (person_id uuid, scope uuid, places int) group by person_id, scope
     ), locked as (
       select person_id, scope, share.places from buyer_quota q join share using (person_id, scope)
       order by person_id, scope for update of q
     )
     update buyer_quota q set taken = q.taken - locked.places from locked
     where q.person_id = locked.person_id and q.scope = locked.scope`,
    [JSON.stringify(shares)],
  )
}
