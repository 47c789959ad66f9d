import type { Answer, CallContext } from './call.ts'
import { type Core, findPayment } from './core.ts'
import { BankError, type ErrorCode } from './errors.ts'
import type { Payment } from './payment.ts'
import type { Switches } from './switches.ts'

interface ConfirmRequest {
  paymentKey: string
  orderId: string
  amount: number
}

/** Charges the card that the buyer authenticated. */
export function confirmPayment(core: Core, { body, refusal, language }: CallContext): Answer {
  const { paymentKey, orderId, amount } = readConfirm(body)
  const payment = findPayment(core, paymentKey)
  if (!payment) throw new BankError('NOT_FOUND_PAYMENT_SESSION')
  if (payment.object.orderId !== orderId) throw new BankError('FORBIDDEN_REQUEST')
  assertConfirmable(payment, core.switches)
  if (payment.object.totalAmount !== amount) throw new BankError(core.switches.amountMismatch)
  if (core.books.paymentsOf(orderId).some(({ object }) => object.approvedAt !== null)) {
    throw new BankError('DUPLICATED_ORDER_ID')
  }

  if (refusal) {
    if (!aborts(refusal, core.switches)) throw refusal
    payment.abort(refusal.body('ko') as { code: ErrorCode; message: string })
    return { status: refusal.status, body: refusal.body(language), changed: payment }
  }
  payment.approve(core.now())
  return { status: 200, body: payment.object, changed: payment }
}

function readConfirm(body: Record<string, unknown>): ConfirmRequest {
  const { paymentKey, orderId, amount } = body
  if (typeof paymentKey !== 'string' || paymentKey === '' || paymentKey.length > 200)
    throw new BankError('INVALID_REQUEST')
  if (typeof orderId !== 'string' || orderId === '') throw new BankError('INVALID_REQUEST')
  if (typeof amount !== 'number' || !Number.isInteger(amount)) throw new BankError('INVALID_REQUEST')
  return { paymentKey, orderId, amount }
}

function assertConfirmable({ status }: Payment, switches: Switches) {
  if (status === 'IN_PROGRESS') return
  if (status === 'READY' || status === 'EXPIRED') throw new BankError('NOT_FOUND_PAYMENT_SESSION')
  if (status === 'ABORTED') throw new BankError(switches.confirmAborted)
  throw new BankError('ALREADY_PROCESSED_PAYMENT')
}

function aborts(refusal: BankError, { abortingConfirmErrors }: Switches) {
  if (abortingConfirmErrors !== 'provider') return abortingConfirmErrors === 'every'
  return refusal.status >= 500 || (refusal.status === 403 && refusal.code.startsWith('REJECT_'))
}
