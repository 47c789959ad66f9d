import type { FastifyInstance } from 'fastify'
import { type Answer, type CallContext, callsOf } from './call.ts'
import { cancelPayment } from './cancel-payment.ts'
import { confirmPayment } from './confirm-payment.ts'
import { type Core, findOrder, findPayment } from './core.ts'
import { BankError } from './errors.ts'
import { listTransactions } from './list-transactions.ts'
import type { Payment } from './payment.ts'

/** The core API, version 1, without billing and settlements (https://docs.tosspayments.com/reference). */
export function apiRoutes(app: FastifyInstance, core: Core) {
  const call = callsOf(core)
  app.post('/v1/payments/confirm', call('confirm', confirmPayment))
  app.get(
    '/v1/payments/:paymentKey',
    call('payment', (core, context) => show(context, findPayment(core, context.params.paymentKey ?? ''))),
  )
  app.get(
    '/v1/payments/orders/:orderId',
    call('order', (core, context) => show(context, findOrder(core, context.params.orderId ?? ''))),
  )
  app.post('/v1/payments/:paymentKey/cancel', call('cancel', cancelPayment))
  app.get('/v1/transactions', call('transactions', listTransactions))
}

function show({ refusal }: CallContext, payment: Payment | undefined): Answer {
  if (refusal) throw refusal
  if (!payment) throw new BankError('NOT_FOUND_PAYMENT')
  return { status: 200, body: payment.object }
}
