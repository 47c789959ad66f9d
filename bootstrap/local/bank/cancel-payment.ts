import type { Answer, CallContext } from './call.ts'
import { type Core, findPayment } from './core.ts'
import { BankError } from './errors.ts'
import type { CancelRequest } from './payment.ts'
import type { RefundAccount } from './payment-object.ts'

/** Gives back the whole balance or a part of it. */
export function cancelPayment(core: Core, { body, params, refusal }: CallContext): Answer {
  const payment = findPayment(core, params.paymentKey ?? '')
  if (!payment) throw new BankError('NOT_FOUND_PAYMENT')
  const request = readCancel(body)
  if (refusal) throw refusal
  payment.cancel(request, core.now(), core.switches)
  return { status: 200, body: payment.object, changed: payment }
}

/** The request calls `bank` what the payment calls `bankCode`. */
function readAccount(account: unknown): RefundAccount {
  const { bank, accountNumber, holderName } = Object(account) as Record<string, unknown>
  if (typeof bank !== 'string' || !/^\d{2}$/.test(bank)) throw new BankError('INVALID_BANK')
  if (typeof accountNumber !== 'string' || !/^\d{1,20}$/.test(accountNumber))
    throw new BankError('INVALID_REFUND_ACCOUNT_NUMBER')
  if (typeof holderName !== 'string' || holderName === '' || holderName.length > 60)
    throw new BankError('INVALID_REFUND_ACCOUNT_INFO')
  return { bankCode: bank, accountNumber, holderName }
}

function readCancel(body: Record<string, unknown>): CancelRequest {
  const { cancelReason, currency = 'KRW' } = body
  if (typeof cancelReason !== 'string' || cancelReason === '' || cancelReason.length > 200) {
    throw new BankError('INVALID_REQUEST')
  }
  if (currency !== 'KRW') throw new BankError('INVALID_REQUEST')
  const request: CancelRequest = { cancelReason }
  for (const field of ['cancelAmount', 'refundableAmount', 'taxFreeAmount'] as const) {
    const amount = body[field]
    if (amount === undefined || amount === null) continue
    if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 0) throw new BankError('INVALID_REQUEST')
    request[field] = amount
  }
  if (body.refundReceiveAccount) request.refundReceiveAccount = readAccount(body.refundReceiveAccount)
  return request
}
