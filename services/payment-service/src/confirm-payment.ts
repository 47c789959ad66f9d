import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql'
import type { ConfirmRequest, PaymentStatus } from '@tiketi/contracts/payment'
import { Refusal } from '@tiketi/kit/refusal'
import { movePayment, paymentOf } from './payment.ts'
import { depositOpen } from './prepare-payment.ts'
import { type Settling, settlePayment } from './settle-payment.ts'

/**
 * The buyer is back from the bank. First our own row says so and commits; from then on the reconciler finishes what this
 * call may not. Asked again, it tells how the payment stands.
 *
 * @throws Refusal 404 PAYMENT_UNKNOWN; 400 AMOUNT_MISMATCH; 409 PAYMENT_KEY_MISMATCH, DEPOSIT_OPEN.
 */
export async function confirmPayment(
  em: EntityManager,
  settling: Settling,
  { orderId, paymentKey, amount }: ConfirmRequest,
): Promise<PaymentStatus> {
  const payment = await paymentOf(em, orderId)
  if (amount !== payment.amountWon)
    throw new Refusal('AMOUNT_MISMATCH', 400, 'The amount does not match this order. Nothing was charged.', {
      amountWon: payment.amountWon,
    })
  if (payment.paymentKey && payment.paymentKey !== paymentKey)
    throw new Refusal('PAYMENT_KEY_MISMATCH', 409, 'This order is being paid another way.')
  const mine = await em
    .transactional((em) =>
      movePayment(em, payment, 'confirming', 'the buyer came back from the bank', {
        paymentKey,
        lookInSeconds: settling.leaseSeconds,
      }),
    )
    .catch((error) => {
      // One awaited deposit a person: two tabs may have prepared two.
      throw error instanceof UniqueConstraintViolationException ? depositOpen() : error
    })
  if (mine) await settlePayment(em, settling, await paymentOf(em, orderId))
  return (await paymentOf(em, orderId)).toStatus()
}
