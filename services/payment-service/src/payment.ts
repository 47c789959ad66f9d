import { defineEntity, type EntityManager } from '@mikro-orm/postgresql'
import type { PaidWith, PaymentState, PaymentStatus } from '@tiketi/contracts/payment'
import { counter } from '@tiketi/kit/metrics'
import { executeAhead, executePrepared } from '@tiketi/kit/prepared'
import { Refusal } from '@tiketi/kit/refusal'
import { declineReason } from './decline-reason.ts'

const PaymentSchema = defineEntity({
  name: 'Payment',
  tableName: 'payment',
  properties: (p) => ({
    id: p.uuid().primary(),
    orderId: p.string(),
    reservationId: p.uuid(),
    personId: p.uuid(),
    orderName: p.string(),
    amountWon: p.integer(),
    state: p.string().$type<PaymentState>(),
    paymentKey: p.string().nullable(),
    attempt: p.integer(),
    declineCode: p.string().nullable(),
    deadline: p.datetime(),
    nextLookAt: p.datetime().nullable(),
    refundDueWon: p.integer(),
    refundedWon: p.integer(),
    paidWith: p.json<PaidWith>().nullable(),
  }),
})

/**
 * One try to pay for one reservation. It may only move along MOVES, each move is guarded by the state it leaves, and each
 * is written down in `payment_move` in the same transaction.
 */
export class Payment extends PaymentSchema.class {
  toStatus(): PaymentStatus {
    return {
      orderId: this.orderId,
      reservationId: this.reservationId,
      state: this.state,
      amountWon: this.amountWon,
      ...(this.declineCode && { code: this.declineCode, reason: declineReason(this.declineCode) }),
    }
  }

  /** The bank tells it from every other try by this key; it changes only after a definite answer (RFC draft idempotency-key). */
  confirmKey(): string {
    return `confirm:${this.orderId}:${this.attempt}`
  }
}
PaymentSchema.setClass(Payment)

/** From where each state may be reached. */
export const MOVES: Record<Exclude<PaymentState, 'prepared'>, PaymentState[]> = {
  confirming: ['prepared'],
  captured: ['confirming'],
  declined: ['confirming'],
  expired: ['prepared', 'confirming'],
  refunding: ['captured'],
  refunded: ['refunding'],
}

const moved = counter('payments_total', 'Payments by the state they reached', ['state'])

interface Changes {
  paymentKey?: string
  attempt?: number
  declineCode?: string
  paidWith?: PaidWith
  /** When the reconciler looks at it, in seconds from now; nothing more to settle without. */
  lookInSeconds?: number
}

/** Locks payments, in one order for everybody who works on many. */
export async function lockPayments(em: EntityManager, ids: string[]): Promise<void> {
  await executeAhead(em, `select from payment.payment where id = any(?::uuid[]) order by id for update`, [
    `{${ids.join(',')}}`,
  ])
}

/** Moves as many as are where they may be moved from. They are locked. */
export async function movePayments(
  em: EntityManager,
  ids: string[],
  to: 'refunding' | 'refunded',
  because: string,
): Promise<void> {
  if (ids.length === 0) return
  const rows = await em.execute(
    `with moved as (
       update payment.payment set state = ?, next_look_at = null where id = any(?::uuid[]) and state = any(string_to_array(?, ','))
       returning id
     )
     insert into payment.payment_move (payment_id, to_state, because) select id, ?, ? from moved returning payment_id`,
    [to, `{${ids.join(',')}}`, MOVES[to].join(','), to, because],
  )
  moved.inc({ state: to }, rows.length)
}

/**
 * Moves a payment, or does nothing when somebody else has moved it already.
 *
 * @returns whether this call moved it.
 */
export async function movePayment(
  em: EntityManager,
  payment: Payment,
  to: 'confirming' | 'captured' | 'declined' | 'expired',
  because: string,
  { paymentKey, attempt, declineCode, paidWith, lookInSeconds }: Changes = {},
): Promise<boolean> {
  const rows = await executePrepared<{ id: string }>(
    em,
    `with moved as (
       update payment.payment
          set state = ?, payment_key = coalesce(?, payment_key), attempt = coalesce(?, attempt),
              decline_code = coalesce(?, decline_code), paid_with = coalesce(?::jsonb, paid_with), next_look_at = now() + make_interval(secs => ?::float8)
        where id = ? and state = any(string_to_array(?, ','))
        returning id
     )
     insert into payment.payment_move (payment_id, to_state, because) select id, ?, ? from moved returning payment_id as id`,
    [
      to,
      paymentKey ?? null,
      attempt ?? null,
      declineCode ?? null,
      paidWith ? JSON.stringify(paidWith) : null,
      lookInSeconds ?? null,
      payment.id,
      MOVES[to].join(','),
      to,
      because,
    ],
  )
  if (rows.length > 0) moved.inc({ state: to })
  return rows.length > 0
}

/**
 * The payment of an order id.
 * @throws Refusal 404 when there is none.
 */
export async function paymentOf(em: EntityManager, orderId: string): Promise<Payment> {
  const payment = await em.findOne(Payment, { orderId }, { refresh: true })
  if (!payment) throw new Refusal('PAYMENT_UNKNOWN', 404, 'There is no such payment.')
  return payment
}
