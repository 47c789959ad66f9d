import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Refund } from '@tiketi/contracts/refund'
import { arrayOf } from '@tiketi/kit/array-of'
import { counter } from '@tiketi/kit/metrics'
import { publishAll } from '@tiketi/kit/publish'
import { tellGifts } from './gift.ts'
import type { Reservation } from './reservation.ts'
import type { Ticket } from './ticket.ts'

const refundedTotal = counter('tickets_refunded_total', 'Tickets that were given back', ['by'])

export interface GivenBack {
  /** Locked. */
  reservation: Reservation
  /** Of it, good until now. */
  tickets: Ticket[]
  feeWon: number
  /** No ticket of the order is good after this. */
  whole: boolean
}

/**
 * Ends tickets in the caller's transaction: their codes are worth nothing, offers of them to friends are over, and their
 * money is owed. Their places stay as they are.
 *
 * @returns the ids of the refunds, one for each order.
 */
export async function endTickets(em: EntityManager, by: Refund['by'], orders: GivenBack[]): Promise<string[]> {
  const refunds = orders.map(({ reservation, tickets, feeWon, whole }) => ({
    id: randomUUID(),
    reservation_id: reservation.id,
    price_won: tickets.reduce((sum, ticket) => sum + reservation.priceOf(ticket), 0),
    fee_won: feeWon,
    whole,
  }))
  const ended = await em.execute<{ id: string; state: 'withdrawn' | 'void' }[]>(
    `with given as (
       select * from jsonb_to_recordset(?) as given (id uuid, reservation_id uuid, price_won int, fee_won int, whole boolean)
     ), refunded as (
       insert into refund (id, reservation_id, by, price_won, fee_won)
       select id, reservation_id, ?, price_won, fee_won from given
     ), moved as (
       update reservation r set state = 'refunded' from given
       where r.id = given.reservation_id and r.state = 'confirmed' and given.whole
     ), ended as (
       update ticket t set refund_id = given.id, code_version = code_version + 1 from given
       where t.reservation_id = given.reservation_id and t.id = any(?::uuid[]) and t.refund_id is null
       returning t.id
     )
     update gift set state = case state when 'offered' then 'withdrawn' else 'void' end, email = null, ended_at = now()
     from ended where ticket_id = ended.id and ended_at is null
     returning gift.id, gift.state`,
    [JSON.stringify(refunds), by, arrayOf(orders.flatMap(({ tickets }) => tickets.map(({ id }) => id)))],
  )
  // Whoever was given one hears of it; of an offer, nobody expects more.
  await tellGifts(
    em,
    ended.filter(({ state }) => state === 'void'),
  )
  await publishAll(
    em,
    'reservation.refunded',
    refunds.map(({ id: refundId, price_won: priceWon, fee_won: feeWon }, at) => {
      const { id: reservationId, paymentId } = orders[at]!.reservation
      return { refundId, reservationId, paymentId: paymentId!, by, priceWon, feeWon }
    }),
  )
  refundedTotal.inc(
    { by },
    orders.reduce((sum, { tickets }) => sum + tickets.length, 0),
  )
  return refunds.map(({ id }) => id)
}
