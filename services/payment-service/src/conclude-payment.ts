import type { EntityManager } from '@mikro-orm/postgresql'
import { publish } from '@tiketi/kit/publish'
import type { BankPayment } from './bank.ts'
import { paidWith } from './paid-with.ts'
import { movePayment, type Payment } from './payment.ts'
import { postEntries } from './post-entry.ts'

/** The bank has the money. */
export function capture(em: EntityManager, payment: Payment, atBank: BankPayment): Promise<void> {
  return em.transactional(async (em) => {
    const move = await movePayment(em, payment, 'captured', 'the bank has the money', { paidWith: paidWith(atBank) })
    if (move === 0) return
    const { id: paymentId, reservationId, amountWon } = payment
    await postEntries(em, [{ kind: 'captured', paymentId, move, lines: { bank: amountWon, sales: -amountWon } }])
    await publish(em, 'payment.captured', { paymentId, reservationId, amountWon, move })
  })
}

/** The bank said no, or has closed the account: nothing was taken, or it went back. */
export function decline(em: EntityManager, payment: Payment, code: string): Promise<void> {
  return em.transactional(async (em) => {
    if (!(await movePayment(em, payment, 'declined', `the bank said ${code}`, { declineCode: code }))) return
    await publish(em, 'payment.declined', { paymentId: payment.id, reservationId: payment.reservationId })
  })
}

export async function lookAgain(em: EntityManager, payment: Payment, inSeconds: number): Promise<void> {
  await em.execute(
    `update payment.payment set next_look_at = now() + make_interval(secs => ?) where id = ? and next_look_at is not null`,
    [inSeconds, payment.id],
  )
}
