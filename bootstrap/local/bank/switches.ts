import type { ErrorCode } from './errors.ts'

/** What the public documents leave open. The defaults are the harsher guess for a client, so that both answers are survived. */
export interface Switches {
  /** The error of a call without an Authorization header. */
  noAuthorization: ErrorCode
  /** The error of confirming another amount than the buyer authenticated. */
  amountMismatch: ErrorCode
  /** The same idempotency key with another body: the first answer again, or 400 INVALID_REQUEST. */
  idempotencyOtherBody: 'replay' | 'refuse'
  /** Whether an answer of 500 and above is also repeated for its idempotency key, or the work is done anew. */
  idempotencyReplays5xx: boolean
  /** Which confirm errors end the payment as ABORTED: the provider's own (403 REJECT_*, 500), every refusal, or none. */
  abortingConfirmErrors: 'provider' | 'every' | 'none'
  /** The error of confirming a payment that was aborted. */
  confirmAborted: ErrorCode
  /** The error of cancelling a payment that was never approved. */
  cancelUnapproved: ErrorCode
  /** Calls a minute and API; the test environment allows 100, which no load test fits into. */
  requestsPerMinute: number | null
  tooManyRequests: ErrorCode
  /** Whether `Accept-Language: en` also turns enumerations such as 카드 into English. */
  englishEnums: boolean
  /** VAT after a partial cancel: of the balance, or what is left after each cancel's own rounded share. */
  vatAfterCancel: 'balance' | 'share'
  /** Which answers of the shop end a webhook's retries. */
  webhookAccepts: '200' | '2xx'
  /** Whether payments made with test keys send webhooks at all. */
  webhooksForTestKeys: boolean
  /** Whether the payment in a webhook carries `secret`. */
  webhookSecret: boolean
}

export const defaultSwitches: Switches = {
  noAuthorization: 'UNAUTHORIZED_KEY',
  amountMismatch: 'INVALID_REQUEST',
  idempotencyOtherBody: 'replay',
  idempotencyReplays5xx: true,
  abortingConfirmErrors: 'provider',
  confirmAborted: 'NOT_FOUND_PAYMENT_SESSION',
  cancelUnapproved: 'NOT_CANCELABLE_PAYMENT',
  requestsPerMinute: null,
  tooManyRequests: 'TOO_MANY_REQUESTS',
  englishEnums: false,
  vatAfterCancel: 'balance',
  webhookAccepts: '200',
  webhooksForTestKeys: true,
  webhookSecret: false,
}
