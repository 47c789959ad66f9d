import Type from 'typebox'
import { Id, Instant, strict, Won } from './schema.ts'

/** 128 random bits in base64url: knowing it is the right to confirm, from any browser (RFC 4648 §5). */
export const OrderId = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' })

/** The bank takes no card payment below this (its error BELOW_MINIMUM_AMOUNT). An order that costs nothing goes past it. */
export const LEAST_PAYMENT_WON = 100

/** POST /api/payment/payments, with Idempotency-Key. Nothing is charged yet; `points` are kept for it until it is paid or over. */
export const PrepareRequest = strict({
  reservationId: Id,
  points: Type.Optional(Won),
  /** Into a virtual account, where the sale allows it. */
  virtualAccount: Type.Optional(Type.Boolean()),
})
export type PrepareRequest = Type.Static<typeof PrepareRequest>

/** What a payment was made with, as the bank says. `name`: of the easy pay, or of the bank. */
export const PaidWith = strict({
  method: Type.Union([
    Type.Literal('card'),
    Type.Literal('easy-pay'),
    Type.Literal('transfer'),
    Type.Literal('virtual-account'),
    Type.Literal('other'),
  ]),
  name: Type.Union([Type.String(), Type.Null()]),
  cashReceiptUrl: Type.Union([Type.String(), Type.Null()]),
})
export type PaidWith = Type.Static<typeof PaidWith>

/** GET /api/payment/reservations/:reservationId/paid-with: of the buyer's own order; null until the bank has said so. */
export const PaidWithAnswer = strict({
  paidWith: Type.Union([PaidWith, Type.Null()]),
  /** Nothing of it can be given back before the buyer has said where to. */
  needsRefundAccount: Type.Boolean(),
})
export type PaidWithAnswer = Type.Static<typeof PaidWithAnswer>

/** What the bank's script needs (its v2 `payment().requestPayment`). The buyer chooses the method with it. */
export const PreparedPayment = strict({
  paymentId: Id,
  orderId: OrderId,
  orderName: Type.String(),
  /** What the bank is asked for; the rest is paid with points. */
  amountWon: Won,
  pointsWon: Won,
  clientKey: Type.String(),
  customerKey: Type.String(),
  scriptUrl: Type.String(),
  successUrl: Type.String(),
  failUrl: Type.String(),
  deadline: Instant,
  serverTime: Instant,
  /** Until when a virtual account may be paid into; null for every other method. */
  depositUntil: Type.Union([Instant, Type.Null()]),
})
export type PreparedPayment = Type.Static<typeof PreparedPayment>

/**
 * POST /api/payment/confirmations: no session; the buyer may come back in another browser. Where nothing is
 * to be paid, the bank has no payment, and its key is any word.
 */
export const ConfirmRequest = strict({
  orderId: OrderId,
  paymentKey: Type.String({ minLength: 1, maxLength: 200 }),
  amount: Won,
})
export type ConfirmRequest = Type.Static<typeof ConfirmRequest>

/**
 * - `prepared`: nothing charged. `confirming`: the bank is being asked; the answer follows by itself.
 * - `awaiting-deposit`: the seats are kept until `deposit.until`.
 * - `captured`, `declined` (`reason` in plain words), `expired`, `refunding`, `refunded`.
 */
export const PaymentState = Type.Union([
  Type.Literal('prepared'),
  Type.Literal('confirming'),
  Type.Literal('awaiting-deposit'),
  Type.Literal('captured'),
  Type.Literal('declined'),
  Type.Literal('expired'),
  Type.Literal('refunding'),
  Type.Literal('refunded'),
])
export type PaymentState = Type.Static<typeof PaymentState>

/** Where a deposit is to be made. */
export const Deposit = strict({ bank: Type.String(), accountNumber: Type.String(), until: Instant })
export type Deposit = Type.Static<typeof Deposit>

/** GET /api/payment/payments/:orderId, and the answer to a confirmation. Shows nothing personal. */
export const PaymentStatus = strict({
  orderId: OrderId,
  reservationId: Id,
  state: PaymentState,
  amountWon: Won,
  code: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  deposit: Type.Optional(Deposit),
})
export type PaymentStatus = Type.Static<typeof PaymentStatus>

/** GET /api/payment/deposits: what is awaited of the buyer, with what it is for. */
export const DepositList = strict({
  deposits: Type.Array(strict({ ...Deposit.properties, reservationId: Id, orderName: Type.String(), amountWon: Won })),
})
export type DepositList = Type.Static<typeof DepositList>

/** GET /api/payment/reservations/:reservationId/deposit: of the buyer's own order; null when none is awaited. */
export const DepositAnswer = strict({
  deposit: Type.Union([strict({ ...Deposit.properties, amountWon: Won }), Type.Null()]),
})
export type DepositAnswer = Type.Static<typeof DepositAnswer>

/**
 * PUT /api/payment/reservations/:reservationId/refund-account: where money of a deposit is to go, since the bank does not
 * know. It is kept until the money is back.
 */
export const RefundAccount = strict({
  bankCode: Type.String({ pattern: '^\\d{2}$' }),
  accountNumber: Type.String({ pattern: '^\\d{6,20}$' }),
  holderName: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
})
export type RefundAccount = Type.Static<typeof RefundAccount>

/** Banks by the bank's code (https://docs.tosspayments.com/codes/org-codes). */
export const BANKS: Record<string, string> = {
  '02': '산업은행',
  '03': '기업은행',
  '06': '국민은행',
  '07': '수협은행',
  '11': '농협은행',
  '20': '우리은행',
  '23': 'SC제일은행',
  '27': '씨티은행',
  '31': 'iM뱅크',
  '32': '부산은행',
  '34': '광주은행',
  '35': '제주은행',
  '37': '전북은행',
  '39': '경남은행',
  '45': '새마을금고',
  '48': '신협',
  '71': '우체국',
  '81': '하나은행',
  '88': '신한은행',
  '89': '케이뱅크',
  '90': '카카오뱅크',
  '92': '토스뱅크',
}

const TotalWon = Type.Integer({ description: 'Korean won; a sum over many orders' })

/**
 * GET /api/payment/organiser/events/:eventId/settlement; order by order under …/settlement.csv. `netWon` is what the
 * organiser is due: gross less the price of what was given back, with the fees kept of it. `atBankWon` is that and what
 * buyers are still owed.
 */
export const Settlement = strict({
  eventId: Id,
  orders: Type.Integer(),
  grossWon: TotalWon,
  refundsWon: TotalWon,
  feesWon: TotalWon,
  netWon: TotalWon,
  owedWon: TotalWon,
  atBankWon: TotalWon,
  /** Sales by what they were paid with; of old ones nobody knows. */
  methods: Type.Array(
    strict({
      method: Type.Union([PaidWith.properties.method, Type.Literal('unknown')]),
      orders: Type.Integer(),
      grossWon: TotalWon,
    }),
  ),
})
export type Settlement = Type.Static<typeof Settlement>

/** What an admin did about something unsettled; kept for good. */
export const FinanceAction = strict({
  id: Id,
  personId: Id,
  act: Type.Union([Type.Literal('look-now'), Type.Literal('settled-by-hand')]),
  subjectId: Id,
  reason: Type.String(),
  at: Instant,
})
export type FinanceAction = Type.Static<typeof FinanceAction>

/** GET /api/payment/finance/unsettled */
export const Unsettled = strict({
  unsettled: Type.Array(
    strict({
      id: Id,
      what: Type.Union([Type.Literal('payment'), Type.Literal('refund')]),
      orderId: Type.String(),
      amountWon: Won,
      state: Type.String(),
      attempt: Type.Integer(),
      lastAnswer: Type.Union([Type.String(), Type.Null()]),
      since: Instant,
      nextLookAt: Instant,
    }),
  ),
  actions: Type.Array(FinanceAction),
})
export type Unsettled = Type.Static<typeof Unsettled>

/** POST /api/payment/finance/unsettled/:id/look-now and …/settle-by-hand, with Idempotency-Key. */
export const FinanceRequest = strict({ reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }) })
