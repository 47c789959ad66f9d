import type { Answer, CallContext } from './call.ts'
import type { Core } from './core.ts'
import { BankError } from './errors.ts'
import type { PaymentRecord } from './payment.ts'

const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/

/** Every approval and cancel between two instants of Korean time, oldest first. */
export function listTransactions(core: Core, { query, refusal }: CallContext): Answer {
  if (refusal) throw refusal
  const { startDate = '', endDate = '', startingAfter } = query
  if (!LOCAL_TIME.test(startDate) || !LOCAL_TIME.test(endDate)) throw new BankError('INVALID_DATE')
  const limit = Number(query.limit ?? 100)
  if (!Number.isInteger(limit) || limit < 1 || limit > 5_000) throw new BankError('INVALID_REQUEST')

  const transactions = [...core.books.all()]
    .flatMap(transactionsOf)
    .filter(({ transactionAt }) => {
      const local = transactionAt.slice(0, 19)
      return local >= startDate && local <= endDate
    })
    .sort((a, b) => a.transactionAt.localeCompare(b.transactionAt))
  const after = startingAfter ? transactions.findIndex(({ transactionKey }) => transactionKey === startingAfter) + 1 : 0
  return { status: 200, body: transactions.slice(after, after + limit) }
}

function transactionsOf({ object, customerKey, approvalKey }: PaymentRecord) {
  if (object.approvedAt === null || approvalKey === null) return []
  const common = {
    mId: object.mId,
    paymentKey: object.paymentKey,
    orderId: object.orderId,
    method: object.method,
    customerKey,
    useEscrow: object.useEscrow,
    receiptUrl: object.receipt?.url ?? null,
    currency: object.currency,
  }
  const approval = {
    ...common,
    transactionKey: approvalKey,
    status: 'DONE',
    transactionAt: object.approvedAt,
    amount: object.totalAmount,
  }
  const cancels = (object.cancels ?? []).map(({ transactionKey, canceledAt, cancelAmount }) => ({
    ...common,
    transactionKey,
    status: cancelAmount === object.totalAmount ? 'CANCELED' : 'PARTIAL_CANCELED',
    transactionAt: canceledAt,
    amount: -cancelAmount,
  }))
  return [approval, ...cancels]
}
