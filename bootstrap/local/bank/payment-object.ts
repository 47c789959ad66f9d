/** A payment as the API shows it, version 2022-11-16. Parse leniently: new fields arrive without a new version. */
export interface PaymentObject {
  mId: string
  version: string
  paymentKey: string
  lastTransactionKey: string | null
  type: 'NORMAL'
  orderId: string
  orderName: string
  currency: 'KRW'
  country: 'KR'
  method: '카드' | '간편결제' | '계좌이체' | '가상계좌' | null
  status: PaymentStatus
  requestedAt: string
  approvedAt: string | null
  secret: string | null
  useEscrow: boolean | null
  cultureExpense: boolean
  isPartialCancelable: boolean
  totalAmount: number
  balanceAmount: number
  suppliedAmount: number
  vat: number
  taxFreeAmount: number
  taxExemptionAmount: number
  cancels: CancelObject[] | null
  card: CardObject | null
  virtualAccount: VirtualAccountObject | null
  transfer: { bankCode: string; settlementStatus: 'INCOMPLETED' | 'COMPLETED' } | null
  mobilePhone: null
  giftCertificate: null
  easyPay: { provider: string; amount: number; discountAmount: number } | null
  cashReceipt: CashReceiptObject | null
  cashReceipts: null
  discount: null
  failure: { code: string; message: string } | null
  receipt: { url: string } | null
  checkout: { url: string } | null
  metadata: Record<string, string> | null
}

export type PaymentStatus =
  | 'READY'
  | 'IN_PROGRESS'
  | 'WAITING_FOR_DEPOSIT'
  | 'DONE'
  | 'CANCELED'
  | 'PARTIAL_CANCELED'
  | 'ABORTED'
  | 'EXPIRED'

export type CashReceiptType = '소득공제' | '지출증빙' | '미발행'

interface CashReceiptObject {
  type: CashReceiptType
  receiptKey: string
  issueNumber: string
  receiptUrl: string
  amount: number
  taxFreeAmount: number
}

export interface RefundAccount {
  bankCode: string
  accountNumber: string
  holderName: string
}

interface VirtualAccountObject {
  accountType: '일반' | '고정'
  accountNumber: string
  bankCode: string
  customerName: string
  depositorName: string | null
  dueDate: string
  refundStatus: 'NONE' | 'PENDING' | 'FAILED' | 'PARTIAL_FAILED' | 'COMPLETED'
  expired: boolean
  settlementStatus: 'INCOMPLETED' | 'COMPLETED'
  refundReceiveAccount: RefundAccount | null
}

interface CardObject {
  amount: number
  issuerCode: string
  acquirerCode: string | null
  number: string
  installmentPlanMonths: number
  approveNo: string
  useCardPoint: boolean
  cardType: '신용' | '체크' | '기프트' | '미확인'
  ownerType: '개인' | '법인' | '미확인'
  acquireStatus: 'READY' | 'REQUESTED' | 'COMPLETED' | 'CANCEL_REQUESTED' | 'CANCELED'
  isInterestFree: boolean
  interestPayer: 'BUYER' | 'CARD_COMPANY' | 'MERCHANT' | null
}

interface CancelObject {
  cancelAmount: number
  cancelReason: string
  taxFreeAmount: number
  taxExemptionAmount: number
  refundableAmount: number
  cardDiscountAmount: number
  transferDiscountAmount: number
  easyPayDiscountAmount: number
  canceledAt: string
  transactionKey: string
  receiptKey: string | null
  cancelStatus: 'DONE'
  cancelRequestId: string | null
}

const english: Record<string, string> = {
  카드: 'CARD',
  간편결제: 'EASY_PAY',
  계좌이체: 'TRANSFER',
  가상계좌: 'VIRTUAL_ACCOUNT',
  신용: 'CREDIT',
  체크: 'CHECK',
  개인: 'PERSONAL',
}

/** The same payment with English enumerations. */
export function inEnglish(payment: PaymentObject): object {
  const { card } = payment
  return {
    ...payment,
    method: payment.method && english[payment.method],
    card: card && { ...card, cardType: english[card.cardType], ownerType: english[card.ownerType] },
  }
}
