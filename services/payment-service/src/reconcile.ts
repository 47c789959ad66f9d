import type { EntityManager } from '@mikro-orm/postgresql'
import { gauge } from '@tiketi/kit/metrics'
import { settleDeposit } from './await-deposit.ts'
import { movePayment, Payment } from './payment.ts'
import { type Settling, settlePayment } from './settle-payment.ts'

const oldest = gauge('payment_unsettled_seconds', 'Age of the longest overdue payment that is not settled')

/** Looks at the payments whose time has come and carries each on. Any number of processes may do it side by side. */
export async function reconcile(em: EntityManager, settling: Settling): Promise<number> {
  const due = await claimDue(em, settling.leaseSeconds)
  await Promise.all(
    due.map((payment) =>
      carryOn(em.fork(), settling, payment).catch((error: Error) =>
        settling.log.error(
          { err: error, paymentId: payment.id },
          'a payment could not be carried on; it is tried again',
        ),
      ),
    ),
  )
  const [{ seconds }] = await em.execute<[{ seconds: number }]>(
    `select coalesce(extract(epoch from now() - min(next_look_at)), 0)::float8 as seconds from payment.payment where next_look_at < now()`,
  )
  oldest.set(seconds)
  return due.length
}

async function claimDue(em: EntityManager, leaseSeconds: number): Promise<Payment[]> {
  const rows = await em.execute<{ id: string }[]>(
    `update payment.payment set next_look_at = now() + make_interval(secs => ?)
      where id in (select id from payment.payment where next_look_at <= now() order by next_look_at limit 8 for update skip locked)
      returning id`,
    [leaseSeconds],
  )
  return em.fork().find(Payment, { id: { $in: rows.map(({ id }) => id) } })
}

async function carryOn(em: EntityManager, settling: Settling, payment: Payment): Promise<void> {
  if (payment.state === 'confirming') return settlePayment(em, settling, payment)
  if (payment.state === 'awaiting-deposit' || payment.state === 'captured') return settleDeposit(em, settling, payment)
  // Prepared and its hold is over: the bank was never asked for the money, so there is none to look for.
  if (payment.state === 'prepared')
    await em.transactional((em) =>
      movePayment(em, payment, 'expired', 'the buyer did not come back', { declineCode: 'HOLD_EXPIRED' }),
    )
}
