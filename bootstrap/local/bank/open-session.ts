import { isProviderCode } from './accounts.ts'
import type { Core } from './core.ts'
import { BankError, type ErrorCode } from './errors.ts'
import { Payment, type PaymentRequest, type Way } from './payment.ts'
import type { CashReceiptType } from './payment-object.ts'

/** By card, and from an account. */
const LEAST_WON: Record<Way, number> = { CARD: 100, EASY_PAY: 100, TRANSFER: 200, VIRTUAL_ACCOUNT: 200 }
const LONGEST_DUE_MS = 90 * 24 * 3_600_000
const USUAL_DUE_HOURS = 168
const MAXIMUM_WON = 9_999_999_999

/** Opens a payment for the shop's script: what the buyer then sees on the bank's page. */
export function openSession(core: Core, body: unknown): Payment {
  const { clientKey, request } = readSession(body, core.now())
  if (clientKey !== core.keys.clientKey) throw new BankError('UNAUTHORIZED_KEY')
  const payment = Payment.open(request, core.shop, core.now())
  core.books.write({ payment: payment.record })
  return payment
}

function readSession(body: unknown, now: number): { clientKey: unknown; request: PaymentRequest } {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const { amount, orderName, metadata = null, taxFreeAmount = 0 } = fields
  const asked = readMethod(fields, now)

  const { currency, value } = (amount ?? {}) as { currency?: unknown; value?: unknown }
  if (currency !== 'KRW') throw new BankError('INVALID_CURRENCY')
  if (!isWon(value)) throw new BankError('INVALID_REQUEST')
  if (value < LEAST_WON[asked.way]) throw new BankError('BELOW_MINIMUM_AMOUNT')
  if (!isWon(taxFreeAmount) || taxFreeAmount > value) throw new BankError('INVALID_REQUEST')
  if (typeof orderName !== 'string' || orderName.length < 1 || orderName.length > 100) {
    throw new BankError('INVALID_ORDER_NAME')
  }
  optional(fields.customerEmail, /^\S{1,64}@\S+\.\S+$/, 'INVALID_EMAIL')
  optional(fields.customerMobilePhone, /^\d{8,15}$/, 'INVALID_PHONE')
  if (metadata !== null && !isMetadata(metadata)) throw new BankError('INVALID_METADATA')

  return {
    clientKey: fields.clientKey,
    request: {
      ...asked,
      customerKey: matching(fields.customerKey, /^[\w\-=.@]{2,50}$/, 'INVALID_CUSTOMER_KEY'),
      orderId: matching(fields.orderId, /^[\w\-=]{6,64}$/, 'INVALID_ORDER_ID'),
      orderName,
      amount: value,
      taxFreeAmount,
      successUrl: webAddress(fields.successUrl, 'INCORRECT_SUCCESS_URL_FORMAT'),
      failUrl: webAddress(fields.failUrl, 'INCORRECT_FAIL_URL_FORMAT'),
      metadata,
    },
  }
}

type Asked = Pick<PaymentRequest, 'way' | 'provider' | 'dueMs' | 'cashReceipt'>

function readMethod(fields: Record<string, unknown>, now: number): Asked {
  const none = { provider: null, dueMs: null, cashReceipt: null }
  if (fields.method === 'CARD') {
    const { easyPay } = Object(fields.card)
    if (!easyPay) return { ...none, way: 'CARD' }
    if (!isProviderCode(easyPay)) throw new BankError('NOT_SUPPORTED_METHOD')
    return { ...none, way: 'EASY_PAY', provider: easyPay }
  }
  if (fields.method === 'TRANSFER') return { ...none, way: 'TRANSFER', cashReceipt: readReceipt(fields.transfer) }
  if (fields.method !== 'VIRTUAL_ACCOUNT') throw new BankError('NOT_SUPPORTED_METHOD')
  const { dueDate, validHours = USUAL_DUE_HOURS } = Object(fields.virtualAccount)
  // Korean time that does not say so.
  const dueMs = dueDate === undefined ? now + Number(validHours) * 3_600_000 : Date.parse(`${dueDate}+09:00`)
  if (!(dueMs > now)) throw new BankError('INVALID_DATE')
  if (dueMs > now + LONGEST_DUE_MS) throw new BankError('EXCEED_MAX_DUE_DATE')
  return { way: 'VIRTUAL_ACCOUNT', provider: null, dueMs, cashReceipt: readReceipt(fields.virtualAccount) }
}

function readReceipt(options: unknown): CashReceiptType | null {
  const { type = null } = Object(Object(options).cashReceipt)
  if (type !== null && !['소득공제', '지출증빙', '미발행'].includes(type)) throw new BankError('INVALID_REQUEST')
  return type
}

const isWon = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAXIMUM_WON

function matching(value: unknown, pattern: RegExp, code: ErrorCode): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw new BankError(code)
  return value
}

function optional(value: unknown, pattern: RegExp, code: ErrorCode) {
  if (value !== undefined && value !== null) matching(value, pattern, code)
}

function webAddress(value: unknown, code: ErrorCode): string {
  const url = typeof value === 'string' ? URL.parse(value) : null
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw new BankError(code)
  return url.href
}

/** At most five pairs; keys up to 40 characters and without brackets, values up to 2,000. */
function isMetadata(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null) return false
  const pairs = Object.entries(value)
  return (
    pairs.length <= 5 &&
    pairs.every(([key, text]) => /^[^[\]]{1,40}$/.test(key) && typeof text === 'string' && text.length <= 2_000)
  )
}
