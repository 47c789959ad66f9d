import type { EntityManager } from '@mikro-orm/postgresql'
import type { Refund, RefundRequest } from '@tiketi/contracts/refund'
import { Refusal } from '@tiketi/kit/refusal'
import { giveBackTickets } from './give-back-tickets.ts'
import { quoteRefund } from './quote-refund.ts'
import { placedOrder } from './read-order.ts'
import { refundsOf } from './read-refunds.ts'
import { Ticket } from './ticket.ts'

interface RefundOrder extends RefundRequest {
  orderId: string
  personId: string
}

/**
 * The buyer gives tickets back for the fee that they were shown. From here on their places are free and the money is
 * owed; payment-service brings it back however long the bank is away.
 *
 * @throws Refusal 404 ORDER_UNKNOWN or TICKET_UNKNOWN; 409 TICKET_GIVEN while friends have some of
 * them, REFUND_CLOSED when it is too late, REFUND_CHANGED with `feeWon` when the fee is another by now.
 */
export async function refundOrder(
  em: EntityManager,
  { orderId, personId, tickets: wanted, feeWon }: RefundOrder,
): Promise<Refund> {
  const { reservation, tickets, given, quote } = await quoteRefund(em, { orderId, personId, lock: true })
  const chosen = tickets.filter(({ id }) => wanted.includes(id))
  if (chosen.length < wanted.length)
    throw new Refusal('TICKET_UNKNOWN', 404, 'Some of these tickets are not in this order any more.', {
      tickets: wanted.filter((id) => !chosen.some((ticket) => ticket.id === id)),
    })
  const away = given.filter((id) => wanted.includes(id))
  if (away.length > 0)
    throw new Refusal('TICKET_GIVEN', 409, 'A friend has this ticket and must give it back first.', { tickets: away })
  if (quote.tickets.length === 0)
    throw new Refusal('REFUND_CLOSED', 409, 'It is too late to give these tickets back.', { until: quote.until })
  const costs = quote.tickets.filter(({ id }) => wanted.includes(id))
  const fee = costs.reduce((sum, { feeWon }) => sum + feeWon, 0)
  if (fee !== feeWon)
    throw new Refusal('REFUND_CHANGED', 409, 'What giving these tickets back costs has just changed.', { feeWon: fee })
  const id = await giveBackTickets(em, {
    reservation,
    tickets: chosen,
    feeWon,
    whole: chosen.length === tickets.length,
  })
  const { performance } = await placedOrder(em, orderId)
  const now = await em.find(Ticket, { reservationId: orderId }, { refresh: true })
  const refunds = await refundsOf(em, { reservation, performance, tickets: now })
  return refunds.find((refund) => refund.id === id)!
}
