import type { FastifyInstance } from 'fastify'
import { type Core, expireDue, findOrder, settle } from './core.ts'
import type { PaymentRecord } from './payment.ts'
import { type Rule, ruleSchema } from './script.ts'

interface BookEntry {
  paymentKey: string
  orderId: string
  status: string
  totalAmount: number
  balanceAmount: number
  approvedAt: string | null
  cancels: { cancelAmount: number; cancelReason: string; canceledAt: string; transactionKey: string }[]
}

/** GET /sandbox/books: every payment that a buyer ever opened, and what the bank took and gave back in all. */
export interface BooksReport {
  capturedWon: number
  cancelledWon: number
  payments: BookEntry[]
}

/** What no real bank has: its books, failures on demand, and its webhooks in view. */
export function sandboxRoutes(app: FastifyInstance, core: Core) {
  app.get<{ Querystring: { orderId?: string } }>('/sandbox/books', ({ query }): BooksReport => {
    expireDue(core)
    const payments = [...core.books.all()]
      .filter(({ object }) => query.orderId === undefined || object.orderId === query.orderId)
      .map(bookEntry)
    const approved = payments.filter(({ approvedAt }) => approvedAt !== null)
    const capturedWon = approved.reduce((sum, { totalAmount }) => sum + totalAmount, 0)
    const balanceWon = approved.reduce((sum, { balanceAmount }) => sum + balanceAmount, 0)
    return { capturedWon, cancelledWon: capturedWon - balanceWon, payments }
  })

  app.post<{ Body: Rule }>('/sandbox/script', { schema: { body: ruleSchema } }, (request, reply) => {
    core.script.add(request.body)
    return reply.code(201).send(core.script.list())
  })
  app.get('/sandbox/script', () => core.script.list())
  app.delete('/sandbox/script', (_request, reply) => {
    core.script.clear()
    return reply.code(204).send()
  })

  // What a depositor does, and what the depositor's bank may do about it.
  const acts = { deposit: 'WAITING_FOR_DEPOSIT', 'reverse-deposit': 'DONE' } as const
  for (const [act, from] of Object.entries(acts))
    app.post<{ Params: { orderId: string } }>(`/sandbox/orders/:orderId/${act}`, ({ params }, reply) => {
      const payment = findOrder(core, params.orderId)
      if (!payment?.object.virtualAccount || payment.status !== from) return reply.code(409).send({ code: 'NOT_NOW' })
      if (act === 'deposit') payment.deposit(core.now())
      else payment.reverseDeposit()
      settle(core, payment)
      return { status: payment.status }
    })

  app.get('/sandbox/webhooks', () => [...core.books.webhooks.values()])
  app.post('/sandbox/webhooks/flush', async () => ({ sent: (await core.webhooks?.flush()) ?? 0 }))
}

function bookEntry({ object }: PaymentRecord): BookEntry {
  const { paymentKey, orderId, status, totalAmount, balanceAmount, approvedAt } = object
  const cancels = (object.cancels ?? []).map(({ cancelAmount, cancelReason, canceledAt, transactionKey }) => ({
    cancelAmount,
    cancelReason,
    canceledAt,
    transactionKey,
  }))
  return { paymentKey, orderId, status, totalAmount, balanceAmount, approvedAt, cancels }
}
