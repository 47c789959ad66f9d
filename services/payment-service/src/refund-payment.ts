import type { EntityManager } from '@mikro-orm/postgresql'
import { publish } from '@tiketi/kit/publish'
import { movePayment, Payment } from './payment.ts'
import type { Settling } from './settle-payment.ts'

/** Decides that the money goes back; the reconciler brings it there at once. */
export async function refundPayment(em: EntityManager, paymentId: string, because: string): Promise<void> {
  const payment = await em.findOneOrFail(Payment, { id: paymentId }, { refresh: true })
  await movePayment(em, payment, 'refunding', because, { attempt: 1, lookInSeconds: 0 })
}

/** Gives the money back at the bank. The same key never gives it back twice. */
export async function returnMoney(em: EntityManager, { bank, log }: Settling, payment: Payment): Promise<void> {
  const answer = await bank.cancel(
    payment.paymentKey!,
    payment.amountWon,
    '좌석을 확보하지 못해 전액 환불합니다.',
    payment.refundKey(),
  )
  const stands = answer.kind === 'payment' ? answer : await bank.find(payment.paymentKey!)
  if (stands.kind === 'payment' && stands.payment.balanceAmount === 0) {
    await em.transactional(async (em) => {
      if (!(await movePayment(em, payment, 'refunded', 'the bank gave the money back'))) return
      await publish(em, 'payment.refunded', {
        paymentId: payment.id,
        reservationId: payment.reservationId,
        personId: payment.personId,
        amountWon: payment.amountWon,
      })
    })
    return
  }
  log.error({ paymentId: payment.id, answer }, 'a refund did not go through yet; it is tried again')
  const untouched = stands.kind === 'payment' && stands.payment.balanceAmount === payment.amountWon
  await em.execute(
    `update payment.payment set attempt = attempt + ?, next_look_at = now() + make_interval(secs => least(600, 2 ^ least(attempt, 10)))
      where id = ? and attempt = ? and state = 'refunding'`,
    [Number(untouched), payment.id, payment.attempt],
  )
}
