import type { EntityManager } from '@mikro-orm/postgresql'
import { publish } from '@tiketi/kit/publish'
import type { Bank, BankPayment } from './bank.ts'
import { capture, decline, lookAgain } from './conclude-payment.ts'
import { paidWith } from './paid-with.ts'
import { movePayment, type Payment } from './payment.ts'
import { postEntries } from './post-entry.ts'
import type { Settling } from './settle-payment.ts'

const SOON_SECONDS = 10
const LOOKED_AT_EVERY_SECONDS = 3_600

const OVER = '입금 기한이 지나 주문을 취소합니다.'
const NOT_ALLOWED = '가상계좌로 결제할 수 없는 주문입니다.'

/** The bank opened an account. Where none was offered the buyer made it ask for one, and it is closed at once. */
export async function awaitDeposit(
  em: EntityManager,
  bank: Bank,
  payment: Payment,
  atBank: BankPayment,
): Promise<void> {
  if (!payment.depositUntil) return close(em, bank, payment, { code: 'METHOD_NOT_ALLOWED', reason: NOT_ALLOWED })
  const { bankCode, accountNumber } = atBank.virtualAccount!
  await em.transactional((em) =>
    movePayment(em, payment, 'awaiting-deposit', 'the bank opened an account', {
      paidWith: paidWith(atBank),
      deposit: { bankCode, accountNumber, secret: atBank.secret ?? null },
      // It may have been paid into before this was written.
      lookInSeconds: SOON_SECONDS,
    }),
  )
}

/**
 * Carries a payment on that waits for a deposit, or whose deposit may have been taken back. The bank is asked, and nothing
 * else is believed; seats are given up only once it has closed the account.
 */
export async function settleDeposit(em: EntityManager, { bank, log }: Settling, payment: Payment): Promise<void> {
  const found = await bank.find(payment.paymentKey!)
  if (found.kind !== 'payment') {
    log.warn({ paymentId: payment.id, found }, 'the bank could not be asked about a deposit; it is asked again')
    return lookAgain(em, payment, 30)
  }
  const { status } = found.payment
  if (payment.state === 'captured') {
    if (status === 'WAITING_FOR_DEPOSIT') return reverse(em, payment)
    return restful(em, payment)
  }
  if (status === 'DONE') return capture(em, payment, found.payment)
  if (status === 'CANCELED') return decline(em, payment, 'DEPOSIT_OVERDUE')
  const [{ over }] = await em.execute<[{ over: boolean }]>('select now() >= ?::timestamptz as over', [
    payment.depositUntil!,
  ])
  if (over) return close(em, bank, payment, { code: 'DEPOSIT_OVERDUE', reason: OVER })
  return lookAgain(em, payment, nextLook(payment))
}

interface Close {
  code: string
  reason: string
}

async function close(em: EntityManager, bank: Bank, payment: Payment, { code, reason }: Close): Promise<void> {
  const { paymentKey, amountWon, orderId, attempt } = payment
  const answer = await bank.cancel(paymentKey!, {
    amountWon,
    refundableWon: amountWon,
    reason,
    idempotencyKey: `close:${orderId}:${attempt}`,
  })
  if (answer.kind === 'payment' && answer.payment.status === 'CANCELED') return decline(em, payment, code)
  // It was paid into meanwhile, or the bank is not sure: the next look asks how it stands, and a new key tries afresh.
  if (answer.kind === 'refused' || (answer.kind === 'unknown' && answer.failed))
    await em.execute('update payment.payment set attempt = attempt + 1 where id = ? and attempt = ?', [
      payment.id,
      attempt,
    ])
  return lookAgain(em, payment, 5)
}

/** Nothing of it may be owed by then: what is owed has the bank close the account, which gives nothing back. */
function reverse(em: EntityManager, payment: Payment): Promise<void> {
  return em.transactional(async (em) => {
    const untouched = await em.execute(
      'select from payment.payment where id = ? and refund_due_won + refunded_won = 0 for update',
      [payment.id],
    )
    if (untouched.length === 0) return restful(em, payment)
    const move = await movePayment(em, payment, 'awaiting-deposit', 'the deposit was taken back', {
      lookInSeconds: nextLook(payment),
    })
    if (move === 0) return
    const { id: paymentId, reservationId, amountWon, pointsWon } = payment
    const lines = { bank: -amountWon, points: -pointsWon, sales: amountWon + pointsWon }
    await postEntries(em, [{ kind: 'deposit-reversed', paymentId, move, lines }])
    await publish(em, 'payment.deposit-reversed', { paymentId, reservationId, move })
  })
}

/** There is nothing more to look for, until a webhook says otherwise. */
async function restful(em: EntityManager, payment: Payment): Promise<void> {
  await em.execute(`update payment.payment set next_look_at = null where id = ? and state = 'captured'`, [payment.id])
}

/** When it is over; before that now and then, since a webhook may be lost. */
function nextLook({ depositUntil }: Payment): number {
  return Math.min(LOOKED_AT_EVERY_SECONDS, Math.max(0, (depositUntil!.getTime() - Date.now()) / 1_000))
}
