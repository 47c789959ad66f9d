import { defineEntity, type EntityManager } from '@mikro-orm/postgresql'
import type { Deposit, PaidWith, PaymentState, PaymentStatus, RefundAccount } from '@tiketi/contracts/payment'
import { arrayOf } from '@tiketi/kit/array-of'
import { counter } from '@tiketi/kit/metrics'
import { executeAhead, executePrepared } from '@tiketi/kit/prepared'
import { Refusal } from '@tiketi/kit/refusal'
import { declineReason } from './decline-reason.ts'
import { bankName } from './paid-with.ts'

/** The account that the bank opened for it, and by what its webhooks are known. */
interface AwaitedDeposit {
  bankCode: string
  accountNumber: string
  secret: string | null
}

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
    depositUntil: p.datetime().nullable(),
    deposit: p.json<AwaitedDeposit>().nullable(),
    refundAccount: p.json<RefundAccount>().nullable(),
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
      ...(this.state === 'awaiting-deposit' && { deposit: this.toDeposit() }),
      ...(this.declineCode && { code: this.declineCode, reason: declineReason(this.declineCode) }),
    }
  }

  toDeposit(): Deposit {
    const { bankCode, accountNumber } = this.deposit!
    return { bank: bankName(bankCode), accountNumber, until: this.depositUntil!.toISOString() }
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
  'awaiting-deposit': ['confirming', 'captured'],
  captured: ['confirming', 'awaiting-deposit'],
  declined: ['confirming', 'awaiting-deposit'],
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
  deposit?: AwaitedDeposit
  /** When the reconciler looks at it, in seconds from now; nothing more to settle without. */
  lookInSeconds?: number
}

/** Locks payments, in one order for everybody who works on many. */
export async function lockPayments(em: EntityManager, ids: string[]): Promise<void> {
  await executeAhead(em, `select from payment.payment where id = any(?::uuid[]) order by id for update`, [arrayOf(ids)])
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
    [to, arrayOf(ids), MOVES[to].join(','), to, because],
  )
  moved.inc({ state: to }, rows.length)
}

/**
 * Moves a payment, or does nothing when somebody else has moved it already.
 *
 * @returns how many moves it has made with this one, or 0 when somebody else moved it.
 */
export async function movePayment(
  em: EntityManager,
  payment: Payment,
  to: 'confirming' | 'awaiting-deposit' | 'captured' | 'declined' | 'expired',
  because: string,
  { paymentKey, attempt, declineCode, paidWith, deposit, lookInSeconds }: Changes = {},
): Promise<number> {
  const [row] = await executePrepared<{ moves: number }>(
    em,
    `with moved as (
       update payment.payment
          set state = ?, payment_key = coalesce(?, payment_key), attempt = coalesce(?, attempt),
              decline_code = coalesce(?, decline_code), paid_with = coalesce(?::jsonb, paid_with),
              deposit = coalesce(?::jsonb, deposit), moves = moves + 1, next_look_at = now() + make_interval(secs => ?::float8)
        where id = ? and state = any(string_to_array(?, ','))
        returning id, moves
     ), noted as (
       insert into payment.payment_move (payment_id, to_state, because) select id, ?, ? from moved
     )
     select moves from moved`,
    [
      to,
      paymentKey ?? null,
      attempt ?? null,
      declineCode ?? null,
      paidWith ? JSON.stringify(paidWith) : null,
      deposit ? JSON.stringify(deposit) : null,
      lookInSeconds ?? null,
      payment.id,
      MOVES[to].join(','),
      to,
      because,
    ],
  )
  if (row) moved.inc({ state: to })
  return row?.moves ?? 0
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
