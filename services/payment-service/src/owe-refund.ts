import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventData } from '@tiketi/contracts/events'
import { movePayment, Payment } from './payment.ts'
import { postEntry } from './post-entry.ts'
import type { RefundReason } from './refund.ts'

/** Tickets were given back: their price, without the fee, is owed. */
export function refundTickets(
  em: EntityManager,
  { refundId, paymentId, by, priceWon, feeWon }: EventData<'reservation.refunded'>,
): Promise<void> {
  return oweRefund(em, { id: refundId, paymentId, priceWon, feeWon, reason: by })
}

/** Money came in for seats that are not there any more: all of it is owed. */
export async function refundPayment(em: EntityManager, paymentId: string): Promise<void> {
  const { amountWon } = await em.findOneOrFail(Payment, { id: paymentId }, { refresh: true })
  await oweRefund(em, { id: randomUUID(), paymentId, priceWon: amountWon, feeWon: 0, reason: 'seats-gone' })
}

interface OweRefund {
  id: string
  paymentId: string
  priceWon: number
  /** Kept of the price. */
  feeWon: number
  reason: RefundReason
}

/**
 * Writes down that money goes back; a job brings it there at once. A CHECK refuses more than what was paid.
 *
 * @throws Error when the payment was not captured: its event comes again later.
 */
async function oweRefund(em: EntityManager, { id, paymentId, priceWon, feeWon, reason }: OweRefund): Promise<void> {
  const amountWon = priceWon - feeWon
  const owed = await em.execute(
    `with owing as (
       update payment.payment set refund_due_won = refund_due_won + ?
       where id = ? and state = 'captured' and not exists (select from payment.refund where id = ?)
       returning id
     )
     insert into payment.refund (id, payment_id, amount_won, fee_won, reason) select ?, id, ?, ?, ? from owing returning id`,
    [amountWon, paymentId, id, id, amountWon, feeWon, reason],
  )
  const payment = await em.findOneOrFail(Payment, { id: paymentId }, { refresh: true })
  if (owed.length === 0) {
    if (reason === 'seats-gone' || (await em.execute('select from payment.refund where id = ?', [id])).length > 0)
      return
    throw new Error(`Payment ${paymentId} is ${payment.state}: nothing of it can be given back.`)
  }
  const lines = { sales: priceWon, fees: -feeWon, owed: -amountWon }
  await postEntry(em, { kind: 'refund-owed', paymentId, refundId: id, lines })
  if (payment.refundDueWon + payment.refundedWon === payment.amountWon)
    await movePayment(em, payment, 'refunding', `all of it is owed: ${reason}`)
}
