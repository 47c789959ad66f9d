import { randomBytes, randomInt } from 'node:crypto'
import { type AccountName, type ProviderCode, providerNamed, testAccount } from './accounts.ts'
import { type CardName, testCard } from './cards.ts'
import { BankError, type ErrorCode } from './errors.ts'
import { koreanDigits, koreanTime } from './korean-time.ts'
import type { CashReceiptType, PaymentObject, PaymentStatus, RefundAccount } from './payment-object.ts'
import type { Switches } from './switches.ts'

const READY_MS = 30 * 60_000
const IN_PROGRESS_MS = 10 * 60_000

/** Which status may follow which (https://docs.tosspayments.com/reference/using-api/webhook-events). */
const followers: Record<PaymentStatus, readonly PaymentStatus[]> = {
  READY: ['IN_PROGRESS', 'WAITING_FOR_DEPOSIT', 'EXPIRED'],
  IN_PROGRESS: ['DONE', 'WAITING_FOR_DEPOSIT', 'ABORTED', 'EXPIRED'],
  WAITING_FOR_DEPOSIT: ['DONE', 'CANCELED'],
  DONE: ['CANCELED', 'PARTIAL_CANCELED', 'WAITING_FOR_DEPOSIT'],
  PARTIAL_CANCELED: ['PARTIAL_CANCELED'],
  CANCELED: [],
  ABORTED: [],
  EXPIRED: [],
}

export type Way = 'CARD' | 'EASY_PAY' | 'TRANSFER' | 'VIRTUAL_ACCOUNT'

/** What the shop's script asked for. */
export interface PaymentRequest {
  way: Way
  /** Of EASY_PAY. */
  provider: ProviderCode | null
  /** Until when a VIRTUAL_ACCOUNT may be paid into. */
  dueMs: number | null
  cashReceipt: CashReceiptType | null
  customerKey: string
  orderId: string
  orderName: string
  amount: number
  taxFreeAmount: number
  successUrl: string
  failUrl: string
  metadata: Record<string, string> | null
}

/** A payment as the bank keeps it: what the API shows, and what only the bank's own page needs. */
export interface PaymentRecord {
  object: PaymentObject
  customerKey: string
  successUrl: string
  failUrl: string
  /** Without, it is by card: of a journal that knew nothing else. */
  asked?: Pick<PaymentRequest, 'way' | 'provider' | 'dueMs' | 'cashReceipt'>
  card: CardName | null
  account?: AccountName | null
  approvalKey: string | null
  readyMs: number
  inProgressMs: number | null
}

export interface CancelRequest {
  cancelReason: string
  cancelAmount?: number
  refundableAmount?: number
  taxFreeAmount?: number
  refundReceiveAccount?: RefundAccount
}

/** What the buyer chose on the bank's page. */
export type Means = { card: CardName } | { account: AccountName }

const METHODS: Record<Way, NonNullable<PaymentObject['method']>> = {
  CARD: '카드',
  EASY_PAY: '간편결제',
  TRANSFER: '계좌이체',
  VIRTUAL_ACCOUNT: '가상계좌',
}

const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const letters = (count: number) => Array.from({ length: count }, () => base62[randomInt(62)]).join('')
const newTransactionKey = () => `txrd_a01${randomBytes(13).toString('hex')}`

/** VAT is an eleventh of the taxable part, rounded; the rest of it is the supply. */
function taxed(total: number, taxFree: number, taxExemption: number) {
  const vat = Math.round((total - taxFree - taxExemption) / 11)
  return { vat, suppliedAmount: total - taxFree - taxExemption - vat }
}

/** READY lasts 30 minutes, IN_PROGRESS 10; every other status has all the time in the world. */
export function expiresMs({ object, readyMs, inProgressMs }: PaymentRecord): number {
  if (object.status === 'READY') return readyMs + READY_MS
  if (object.status === 'IN_PROGRESS') return (inProgressMs ?? readyMs) + IN_PROGRESS_MS
  return Number.POSITIVE_INFINITY
}

/** One payment and the rules by which it changes. It works on a copy, which counts once the books have written it. */
export class Payment {
  readonly record: PaymentRecord

  constructor(record: PaymentRecord) {
    this.record = structuredClone(record)
  }

  static open(request: PaymentRequest, shop: { mId: string; payUrl: string }, now: number) {
    const paymentKey = `${shop.mId.slice(0, 5)}_${koreanDigits(now)}${letters(5)}`
    const { amount, taxFreeAmount, customerKey, successUrl, failUrl, way, provider, dueMs, cashReceipt } = request
    return new Payment({
      object: {
        mId: shop.mId,
        version: '2022-11-16',
        paymentKey,
        lastTransactionKey: null,
        type: 'NORMAL',
        orderId: request.orderId,
        orderName: request.orderName,
        currency: 'KRW',
        country: 'KR',
        method: null,
        status: 'READY',
        requestedAt: koreanTime(now),
        approvedAt: null,
        secret: `ps_${letters(20)}`,
        useEscrow: false,
        cultureExpense: false,
        isPartialCancelable: true,
        totalAmount: amount,
        balanceAmount: amount,
        ...taxed(amount, taxFreeAmount, 0),
        taxFreeAmount,
        taxExemptionAmount: 0,
        cancels: null,
        card: null,
        virtualAccount: null,
        transfer: null,
        mobilePhone: null,
        giftCertificate: null,
        easyPay: null,
        cashReceipt: null,
        cashReceipts: null,
        discount: null,
        failure: null,
        receipt: null,
        checkout: { url: `${shop.payUrl}/${paymentKey}` },
        metadata: request.metadata,
      },
      customerKey,
      successUrl,
      failUrl,
      asked: { way, provider, dueMs, cashReceipt },
      card: null,
      account: null,
      approvalKey: null,
      readyMs: now,
      inProgressMs: null,
    })
  }

  get object() {
    return this.record.object
  }

  get status() {
    return this.object.status
  }

  get expiresMs() {
    return expiresMs(this.record)
  }

  get way(): Way {
    return this.record.asked?.way ?? 'CARD'
  }

  authenticate(means: Means, now: number) {
    this.become('IN_PROGRESS')
    if ('card' in means) this.record.card = means.card
    else this.record.account = means.account
    this.record.inProgressMs = now
    this.object.method = METHODS[this.way]
  }

  approve(now: number) {
    if (this.way === 'VIRTUAL_ACCOUNT') return this.issueAccount()
    this.take(now)
    if (this.way !== 'CARD') return this.takeFromAccount()
    if (!this.record.card) throw new Error(`${this.object.paymentKey} was never authenticated.`)
    const card = testCard(this.record.card)
    this.object.card = {
      amount: this.object.totalAmount,
      issuerCode: card.issuerCode,
      acquirerCode: card.issuerCode,
      number: card.number,
      installmentPlanMonths: 0,
      approveNo: String(randomInt(100_000_000)).padStart(8, '0'),
      useCardPoint: false,
      cardType: card.cardType,
      ownerType: '개인',
      acquireStatus: 'READY',
      isInterestFree: false,
      interestPayer: null,
    }
  }

  /** Somebody paid into the virtual account. */
  deposit(now: number) {
    this.take(now)
    Object.assign(this.object.virtualAccount!, { depositorName: '김민지', settlementStatus: 'INCOMPLETED' })
    this.giveReceipt()
  }

  /** The depositor's bank takes the deposit back as an error: the status runs backwards. */
  reverseDeposit() {
    this.become('WAITING_FOR_DEPOSIT')
    this.object.approvedAt = null
    this.object.cashReceipt = null
    this.object.lastTransactionKey = newTransactionKey()
  }

  private take(now: number) {
    this.become('DONE')
    this.object.approvedAt = koreanTime(now)
    this.record.approvalKey = newTransactionKey()
    this.object.lastTransactionKey = this.record.approvalKey
    this.object.receipt = {
      url: `https://dashboard.tosspayments.com/receipt/redirection?transactionId=${this.object.paymentKey}&ref=PX`,
    }
  }

  private takeFromAccount() {
    const { bankCode } = testAccount(this.record.account!)
    const provider = this.record.asked?.provider
    if (provider)
      this.object.easyPay = {
        provider: providerNamed(provider).ko,
        amount: this.object.totalAmount,
        discountAmount: 0,
      }
    else this.object.transfer = { bankCode, settlementStatus: 'INCOMPLETED' }
    this.giveReceipt()
  }

  private issueAccount() {
    this.become('WAITING_FOR_DEPOSIT')
    this.object.lastTransactionKey = newTransactionKey()
    this.object.virtualAccount = {
      accountType: '일반',
      accountNumber: `X${String(randomInt(10 ** 12)).padStart(13, '0')}`,
      bankCode: testAccount(this.record.account!).bankCode,
      customerName: '김민지',
      depositorName: null,
      dueDate: koreanTime(this.record.asked!.dueMs!),
      refundStatus: 'NONE',
      expired: false,
      settlementStatus: 'INCOMPLETED',
      refundReceiveAccount: null,
    }
  }

  private giveReceipt() {
    const type = this.record.asked?.cashReceipt
    if (!type || type === '미발행') return
    const { totalAmount: amount, taxFreeAmount, paymentKey } = this.object
    this.object.cashReceipt = {
      type,
      receiptKey: `${paymentKey}r`,
      issueNumber: String(randomInt(10 ** 9)).padStart(9, '0'),
      receiptUrl: `https://dashboard.tosspayments.com/receipt/mids/${this.object.mId}/cash/${paymentKey}`,
      amount,
      taxFreeAmount,
    }
  }

  abort(failure: { code: ErrorCode; message: string }) {
    this.become('ABORTED')
    this.object.failure = failure
    this.object.lastTransactionKey = newTransactionKey()
  }

  expire() {
    this.become('EXPIRED')
    Object.assign(this.object, { method: null, secret: null, useEscrow: null, lastTransactionKey: null })
    this.object.failure = { code: 'EXPIRED_PAYMENT', message: '결제가 만료되었습니다. 다시 시도해주세요.' }
  }

  /**
   * Gives money back. As measured on the live test API: one cancel of everything ends in CANCELED, which refuses more
   * with ALREADY_CANCELED_PAYMENT; partial cancels stay PARTIAL_CANCELED even at a balance of 0, which refuses more
   * with NOT_CANCELABLE_AMOUNT.
   */
  cancel(request: CancelRequest, now: number, switches: Switches) {
    const { object } = this
    if (object.status === 'CANCELED') throw new BankError('ALREADY_CANCELED_PAYMENT')
    if (!['DONE', 'PARTIAL_CANCELED', 'WAITING_FOR_DEPOSIT'].includes(object.status)) {
      throw new BankError(switches.cancelUnapproved)
    }
    const { refundableAmount = object.balanceAmount, cancelAmount = object.balanceAmount } = request
    if (refundableAmount !== object.balanceAmount) throw new BankError('NOT_MATCHES_REFUNDABLE_AMOUNT')

    const rest = object.balanceAmount - cancelAmount
    const taxFree = rest === 0 ? object.taxFreeAmount : (request.taxFreeAmount ?? 0)
    const taxable = object.balanceAmount - object.taxFreeAmount
    if (cancelAmount < 1 || rest < 0 || taxFree > object.taxFreeAmount || cancelAmount - taxFree > taxable) {
      throw new BankError('NOT_CANCELABLE_AMOUNT')
    }
    if (object.status === 'WAITING_FOR_DEPOSIT' && rest > 0)
      throw new BankError('NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT')
    if (object.virtualAccount && object.status !== 'WAITING_FOR_DEPOSIT') {
      const { refundReceiveAccount } = request
      if (!refundReceiveAccount) throw new BankError('INVALID_REFUND_ACCOUNT_INFO')
      Object.assign(object.virtualAccount, { refundReceiveAccount, refundStatus: 'COMPLETED' })
    }

    this.become(cancelAmount === object.totalAmount ? 'CANCELED' : 'PARTIAL_CANCELED')
    object.balanceAmount = rest
    object.taxFreeAmount -= taxFree
    const share = object.vat - taxed(cancelAmount, taxFree, 0).vat
    const vat = switches.vatAfterCancel === 'share' && rest > 0 ? share : taxed(rest, object.taxFreeAmount, 0).vat
    object.vat = vat
    object.suppliedAmount = rest - object.taxFreeAmount - vat
    object.lastTransactionKey = newTransactionKey()
    object.cancels = [
      ...(object.cancels ?? []),
      {
        cancelAmount,
        cancelReason: request.cancelReason,
        taxFreeAmount: taxFree,
        taxExemptionAmount: 0,
        refundableAmount: rest,
        cardDiscountAmount: 0,
        transferDiscountAmount: 0,
        easyPayDiscountAmount: 0,
        canceledAt: koreanTime(now),
        transactionKey: object.lastTransactionKey,
        receiptKey: null,
        cancelStatus: 'DONE',
        cancelRequestId: null,
      },
    ]
  }

  private become(status: PaymentStatus) {
    if (!followers[this.status].includes(status)) {
      throw new Error(`${this.object.paymentKey} cannot go from ${this.status} to ${status}.`)
    }
    this.object.status = status
  }
}
