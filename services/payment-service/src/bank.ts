import type { RefundAccount } from '@tiketi/contracts/payment'
import { histogram } from '@tiketi/kit/metrics'
import Type from 'typebox'
import { Check } from 'typebox/value'
import { Agent, request } from 'undici'

function orNull<Schema extends Type.TSchema>(schema: Schema) {
  return Type.Optional(Type.Union([Type.Null(), schema]))
}

/** The parts of the bank's payment object that decide something; it may carry any more (its own rule for versions). */
const BankPayment = Type.Object({
  paymentKey: Type.String(),
  orderId: Type.String(),
  status: Type.String(),
  totalAmount: Type.Integer(),
  balanceAmount: Type.Integer(),
  failure: orNull(Type.Object({ code: Type.String() })),
  method: orNull(Type.String()),
  easyPay: orNull(Type.Object({ provider: Type.String() })),
  virtualAccount: orNull(Type.Object({ bankCode: Type.String(), accountNumber: Type.String() })),
  secret: orNull(Type.String()),
  transfer: orNull(Type.Object({ bankCode: Type.String() })),
  cashReceipt: orNull(Type.Object({ receiptUrl: Type.String({ pattern: '^https://' }) })),
})
export type BankPayment = Type.Static<typeof BankPayment>

/**
 * - `payment`: it stands so. `refused`: the bank answered no, with its code.
 * - `unknown`: it may have happened or not; `failed` when the bank has ended its try, so that a new key makes a new one,
 *   `throttled` when it takes no more calls for now.
 */
export type BankAnswer =
  | { kind: 'payment'; payment: BankPayment }
  | { kind: 'refused'; code: string; status: number }
  | { kind: 'unknown'; failed: boolean; throttled?: boolean; why: string }

const seconds = histogram('bank_request_seconds', 'Time the bank takes to answer', ['call', 'outcome'])

/** Still running under the same key, or too many requests: neither says how the payment stands. */
const UNSURE = new Set([409, 429])

interface BankConfig {
  BANK_URL: string
  BANK_SECRET_KEY: string
  BANK_TIMEOUT_MS: number
}

interface Cancel {
  amountWon: number
  refundableWon: number
  reason: string
  idempotencyKey: string
  /** Where money of a deposit goes, which the bank does not know. */
  account?: RefundAccount | null
}

/** Toss Payments' core API v1. Never called inside a database transaction. */
export class Bank {
  readonly #config: BankConfig
  readonly #agent: Agent
  readonly #authorization: string

  constructor(config: BankConfig) {
    this.#config = config
    this.#agent = new Agent({ connections: 64, connect: { timeout: 2_000 } })
    this.#authorization = `Basic ${Buffer.from(`${config.BANK_SECRET_KEY}:`).toString('base64')}`
  }

  /** Takes the money that the buyer approved. The same key never takes it twice. */
  confirm(paymentKey: string, orderId: string, amount: number, idempotencyKey: string): Promise<BankAnswer> {
    return this.#call('confirm', 'POST', '/v1/payments/confirm', { paymentKey, orderId, amount }, idempotencyKey)
  }

  /** Gives back a part of what is left, or all of it. The bank refuses when what is left is not `refundableWon`. */
  cancel(
    paymentKey: string,
    { amountWon, refundableWon, reason, idempotencyKey, account }: Cancel,
  ): Promise<BankAnswer> {
    const path = `/v1/payments/${encodeURIComponent(paymentKey)}/cancel`
    const body = {
      cancelReason: reason,
      cancelAmount: amountWon,
      refundableAmount: refundableWon,
      ...(account && {
        refundReceiveAccount: {
          bank: account.bankCode,
          accountNumber: account.accountNumber,
          holderName: account.holderName,
        },
      }),
    }
    return this.#call('cancel', 'POST', path, body, idempotencyKey)
  }

  /** How a payment stands now. */
  find(paymentKey: string): Promise<BankAnswer> {
    return this.#call('find', 'GET', `/v1/payments/${encodeURIComponent(paymentKey)}`)
  }

  close(): Promise<void> {
    return this.#agent.close()
  }

  async #call(
    call: string,
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    idempotencyKey?: string,
  ): Promise<BankAnswer> {
    const stop = seconds.startTimer({ call })
    const answer = await this.#exchange(method, path, body, idempotencyKey).catch(
      (error: Error): BankAnswer => ({ kind: 'unknown', failed: false, why: error.message }),
    )
    stop({ outcome: answer.kind })
    return answer
  }

  async #exchange(method: 'GET' | 'POST', path: string, body?: object, idempotencyKey?: string): Promise<BankAnswer> {
    const response = await request(new URL(path, this.#config.BANK_URL), {
      dispatcher: this.#agent,
      method,
      headers: {
        authorization: this.#authorization,
        'content-type': 'application/json',
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(this.#config.BANK_TIMEOUT_MS),
    })
    const json: unknown = await response.body.json()
    if (response.statusCode === 200 && Check(BankPayment, json)) return { kind: 'payment', payment: json }
    const code: unknown = Reflect.get(Object(json), 'code')
    const status = response.statusCode
    const failed = status >= 500 || code === 'PROVIDER_ERROR'
    if (typeof code !== 'string' || failed || UNSURE.has(status) || code === 'ALREADY_PROCESSED_PAYMENT')
      return { kind: 'unknown', failed, throttled: status === 429, why: `answered ${status} ${String(code)}` }
    return { kind: 'refused', code, status }
  }
}
