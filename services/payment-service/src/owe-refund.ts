import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventData } from '@tiketi/contracts/events'
import { lockPayments, movePayments, Payment } from './payment.ts'
import { returnPoints } from './points.ts'
import { postEntries } from './post-entry.ts'
import type { RefundReason } from './refund.ts'

/** Tickets were given back: their price, without the fee, is owed. */
export function refundTickets(em: EntityManager, refunded: EventData<'reservation.refunded'>[]): Promise<void> {
  return oweRefunds(
    em,
    refunded.map(({ refundId: id, by: reason, paymentId, priceWon, feeWon, pointsWon = 0 }) => ({
      id,
      paymentId,
      priceWon,
      feeWon,
      pointsWon,
      reason,
    })),
  )
}

/** Money came in for seats that are not there any more: all of it is owed. */
export async function refundPayment(em: EntityManager, paymentId: string): Promise<void> {
  const { amountWon, pointsWon } = await em.findOneOrFail(Payment, { id: paymentId }, { refresh: true })
  const priceWon = amountWon + pointsWon
  await oweRefunds(em, [{ id: randomUUID(), paymentId, priceWon, feeWon: 0, pointsWon, reason: 'seats-gone' }])
}

interface OweRefund {
  id: string
  paymentId: string
  priceWon: number
  /** Kept of the price. */
  feeWon: number
  /** How much of the price was paid with points, which come back as points. */
  pointsWon: number
  reason: RefundReason
}

/**
 * Writes down that money goes back; a job brings it there at once. A CHECK refuses more than what was paid.
 *
 * @throws Error when a payment was not captured: its event comes again later.
 */
async function oweRefunds(em: EntityManager, owing: OweRefund[]): Promise<void> {
  // A fee is kept of the money first.
  const refunds = owing.map((refund) => {
    const points = Math.min(refund.pointsWon, refund.priceWon - refund.feeWon)
    return { ...refund, points, amountWon: refund.priceWon - refund.feeWon - points }
  })
  const byId = new Map(refunds.map((refund) => [refund.id, refund]))
  const payments = [...new Set(refunds.map(({ paymentId }) => paymentId))]
  await lockPayments(em, payments)
  const rows = refunds.map(({ id, paymentId, amountWon, feeWon, reason }) => ({
    id,
    payment_id: paymentId,
    amount_won: amountWon,
    fee_won: feeWon,
    reason,
  }))
  const owed = await em.execute<{ id: string; known: boolean; whole: boolean | null }[]>(
    `with wanted as (
       select w.*, r.id is not null as known
       from jsonb_to_recordset(?) as w (id uuid, payment_id uuid, amount_won int, fee_won int, reason text)
         left join payment.refund r on r.id = w.id
     ), sum as (
       select payment_id, sum(amount_won)::int as won from wanted where not known group by payment_id
     ), owing as (
       update payment.payment p set refund_due_won = refund_due_won + sum.won from sum
       where p.id = sum.payment_id and (state = 'captured' or (sum.won = 0 and state in ('refunding', 'refunded')))
       returning p.id, amount_won > 0 and refund_due_won + refunded_won = amount_won as whole -- of nothing, all is owed from the start
     ), added as (
       insert into payment.refund (id, payment_id, amount_won, fee_won, reason)
       select w.id, payment_id, amount_won, fee_won, reason from wanted w join owing on owing.id = payment_id where not known
     )
     select w.id, known, whole from wanted w left join owing on owing.id = payment_id`,
    [JSON.stringify(rows)],
  )
  const impossible = owed.find(
    ({ id, known, whole }) => !known && whole === null && byId.get(id)?.reason !== 'seats-gone',
  )
  if (impossible) throw new Error(`Nothing of payment ${byId.get(impossible.id)!.paymentId} can be given back now.`)
  const fresh = owed.filter(({ known, whole }) => !known && whole !== null)
  await postEntries(
    em,
    fresh.map(({ id: refundId }) => {
      const { paymentId, priceWon, feeWon, points, amountWon } = byId.get(refundId)!
      const lines = { sales: priceWon, fees: -feeWon, points: -points, owed: -amountWon }
      return { kind: 'refund-owed', paymentId, refundId, lines }
    }),
  )
  await returnAll(
    em,
    fresh.map(({ id }) => byId.get(id)!),
  )
  const whole = fresh.filter(({ whole }) => whole).map(({ id }) => byId.get(id)!.paymentId)
  await movePayments(em, whole, 'refunding', 'all of it is owed')
}

/** What was paid with points comes back as points. */
async function returnAll(em: EntityManager, refunds: { id: string; paymentId: string; points: number }[]) {
  const pointed = refunds.filter(({ points }) => points > 0)
  if (pointed.length === 0) return
  const payments = await em.find(Payment, { id: pointed.map(({ paymentId }) => paymentId) })
  for (const { id: refundId, paymentId, points } of pointed) {
    const { personId } = payments.find(({ id }) => id === paymentId)!
    await returnPoints(em, { paymentId, personId }, { refundId, points })
  }
}
