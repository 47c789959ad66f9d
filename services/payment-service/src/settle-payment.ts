import type { EntityManager } from '@mikro-orm/postgresql'
import { CaptureAnswer } from '@tiketi/contracts/reservation'
import type { Ask } from '@tiketi/kit/ask'
import type { Log } from '@tiketi/kit/log'
import { Refusal } from '@tiketi/kit/refusal'
import { awaitDeposit } from './await-deposit.ts'
import type { Bank, BankAnswer, BankPayment } from './bank.ts'
import { capture, decline, lookAgain } from './conclude-payment.ts'
import { movePayment, type Payment } from './payment.ts'

/** What is needed to bring a payment to its end. */
export interface Settling {
  ask: Ask
  bank: Bank
  log: Log
  /** How long one look may take before another process may look too. */
  leaseSeconds: number
}

/** New tries at the bank after a definite answer that was none (5xx with the balance unchanged). */
const MOST_ATTEMPTS = 5

/**
 * Carries a `confirming` payment on from wherever it stopped: the seats first, then the money, then the result. Every step
 * may be done twice, by two processes or after a crash; nothing is decided by the clock.
 */
export async function settlePayment(em: EntityManager, settling: Settling, payment: Payment): Promise<void> {
  const { ask, bank, log } = settling
  try {
    await ask('reservation', 'POST', `/internal/reservations/${payment.reservationId}/capture`, {
      body: { paymentId: payment.id, amountWon: payment.amountWon + payment.pointsWon, pointsWon: payment.pointsWon },
      answer: CaptureAnswer,
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // Only a clear no means that the bank was never asked for these seats.
    if (error.status < 500) return expire(em, payment, error.code)
    log.warn({ paymentId: payment.id, err: error.cause }, 'seats could not be asked for; the reconciler goes on')
    return
  }
  // Nothing to be paid: the seats are asked for as ever, the bank is not.
  if (payment.amountWon === 0) return capture(em, payment)
  await conclude(
    em,
    settling,
    payment,
    await bank.confirm(payment.paymentKey!, payment.orderId, payment.amountWon, payment.confirmKey()),
  )
}

async function conclude(
  em: EntityManager,
  { bank, log }: Settling,
  payment: Payment,
  answer: BankAnswer,
): Promise<void> {
  if (answer.kind === 'payment') return concludeByStatus(em, bank, payment, answer.payment)
  // A no is believed only when the payment at the bank says the same.
  const found = await bank.find(payment.paymentKey!)
  if (found.kind === 'payment' && found.payment.orderId !== payment.orderId)
    return decline(em, payment, 'FORBIDDEN_REQUEST')
  const open = found.kind === 'payment' && ['READY', 'IN_PROGRESS'].includes(found.payment.status)
  if (found.kind === 'payment' && !open)
    return concludeByStatus(em, bank, payment, found.payment, refusedCode(answer) ?? found.payment.failure?.code)
  if (answer.kind === 'refused' && (open || found.kind === 'refused')) return decline(em, payment, answer.code)
  log.warn({ paymentId: payment.id, answer, found: found.kind }, 'the bank is not sure yet; the reconciler asks again')
  // The balance is unchanged after a definite failure, so a new key may try afresh; the old one would replay it.
  if (open && answer.kind === 'unknown' && answer.failed && payment.attempt < MOST_ATTEMPTS)
    await em.execute(
      `update payment.payment set attempt = attempt + 1 where id = ? and attempt = ? and state = 'confirming'`,
      [payment.id, payment.attempt],
    )
  await lookAgain(em, payment, 2)
}

function refusedCode(answer: BankAnswer): string | undefined {
  return answer.kind === 'refused' ? answer.code : undefined
}

async function concludeByStatus(
  em: EntityManager,
  bank: Bank,
  payment: Payment,
  atBank: BankPayment,
  code?: string,
): Promise<void> {
  const { status } = atBank
  if (status === 'DONE') return capture(em, payment, atBank)
  if (status === 'WAITING_FOR_DEPOSIT') return awaitDeposit(em, bank, payment, atBank)
  if (['ABORTED', 'EXPIRED', 'CANCELED', 'PARTIAL_CANCELED'].includes(status))
    return decline(em, payment, code ?? `${status}_PAYMENT`)
  return lookAgain(em, payment, 2)
}

function expire(em: EntityManager, payment: Payment, code: string): Promise<void> {
  return em.transactional(async (em) => {
    await movePayment(em, payment, 'expired', `reservation-service said ${code}`, { declineCode: code })
  })
}
