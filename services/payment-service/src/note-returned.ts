import type { EntityManager } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import { publishAll } from '@tiketi/kit/publish'
import { lockPayments, movePayments } from './payment.ts'
import { postEntries } from './post-entry.ts'
import type { RefundReason } from './refund.ts'

interface Row {
  id: string
  paymentId: string
  reservationId: string
  personId: string
  amountWon: number
  reason: RefundReason
  whole: boolean
}

/** Money of these refunds is back, in the caller's transaction. @returns of how many this call noted it. */
export async function noteReturned(em: EntityManager, ids: string[], how: 'by-bank' | 'by-hand'): Promise<number> {
  const payments = await em.execute<{ id: string }[]>(
    'select distinct payment_id as id from payment.refund where id = any(?::uuid[])',
    [arrayOf(ids)],
  )
  await lockPayments(
    em,
    payments.map(({ id }) => id),
  )
  const returned = await em.execute<Row[]>(
    `with done as (
       update payment.refund set state = 'returned', returned_at = now(), last_answer = null, by_hand = ?
       where id = any(?::uuid[]) and state = 'due' returning id, payment_id, amount_won, reason
     ), sum as (
       select payment_id, sum(amount_won)::int as won from done group by payment_id
     ), paid as (
       update payment.payment p set refund_due_won = refund_due_won - sum.won, refunded_won = refunded_won + sum.won,
         refund_account = case when p.refunded_won + sum.won < p.amount_won then refund_account end
       from sum where p.id = sum.payment_id
       returning p.id, p.reservation_id, p.person_id, p.refunded_won = p.amount_won as whole
     )
     select done.id, paid.id as "paymentId", reservation_id as "reservationId", person_id as "personId",
       done.amount_won as "amountWon", reason, whole
     from done join paid on paid.id = done.payment_id`,
    [how === 'by-hand', arrayOf(ids)],
  )
  if (returned.length === 0) return 0
  const whole = new Set(returned.filter(({ whole }) => whole).map(({ paymentId }) => paymentId))
  await movePayments(em, [...whole], 'refunded', 'all of it was given back')
  const account = how === 'by-hand' ? 'elsewhere' : 'bank'
  await postEntries(
    em,
    returned.map(({ id: refundId, paymentId, amountWon }) => {
      const lines = { owed: amountWon, [account]: -amountWon }
      return { kind: 'refund-returned', paymentId, refundId, lines }
    }),
  )
  await publishAll(
    em,
    'payment.refunded',
    returned.map(({ id: refundId, paymentId, reservationId, personId, amountWon, reason }) => ({
      paymentId,
      reservationId,
      personId,
      amountWon,
      ...(reason !== 'seats-gone' && { refundId, by: reason }),
    })),
  )
  return returned.length
}
