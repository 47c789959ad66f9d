import {
  ConfirmRequest,
  DepositAnswer,
  DepositList,
  OrderId,
  PaidWithAnswer,
  PaymentStatus,
  PreparedPayment,
  PrepareRequest,
  RefundAccount,
} from '@tiketi/contracts/payment'
import { PointsStatement } from '@tiketi/contracts/points'
import { ExtendedHold } from '@tiketi/contracts/reservation'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import Type from 'typebox'
import type { Config } from './config.ts'
import { confirmPayment } from './confirm-payment.ts'
import { keepRefundAccount } from './keep-refund-account.ts'
import { Payment, paymentOf } from './payment.ts'
import { preparePayment } from './prepare-payment.ts'
import { readPoints } from './read-points.ts'
import { receiveWebhook, Webhook } from './receive-webhook.ts'
import type { Settling } from './settle-payment.ts'

// Many buyers share an address (carrier networks, internet cafés), so this only stops floods.
const often = { rateLimit: { max: 600, timeWindow: 60_000 } }

export function addRoutes(app: App, config: Config, settling: Settling): void {
  app.post(
    '/api/payment/payments',
    {
      config: { access: 'anyone', ...often },
      schema: {
        tags: ['Payments'],
        summary: 'Prepare the payment of a hold; extends the hold once',
        body: PrepareRequest,
        response: { 201: PreparedPayment },
      },
    },
    async (request, reply) => {
      const { reservationId, points = 0, virtualAccount } = request.body
      const personId = request.user.id
      const hold = await settling.ask('reservation', 'POST', `/internal/reservations/${reservationId}/extend`, {
        body: { personId },
        answer: ExtendedHold,
      })
      return idempotent(request, reply, async (em) => ({
        status: 201,
        body: await preparePayment(em, config, { personId, reservationId, hold, points, virtualAccount }),
      }))
    },
  )

  app.get(
    '/api/payment/points',
    {
      config: { access: 'anyone', ...often },
      schema: { tags: ['Points'], summary: 'Your points, and how they came to be', response: { 200: PointsStatement } },
    },
    ({ em, user }, reply) => {
      reply.header('cache-control', 'private, no-store')
      return readPoints(em, user.id)
    },
  )

  app.post(
    '/api/payment/confirmations',
    {
      config: { access: 'public', ...often },
      schema: {
        tags: ['Payments'],
        summary: 'Take the money that the buyer approved at the bank; knowing the order id is the right to do so',
        body: ConfirmRequest,
        response: { 200: PaymentStatus },
      },
    },
    (request) => confirmPayment(request.em, settling, request.body),
  )

  app.get(
    '/api/payment/payments/:orderId',
    {
      config: { access: 'public', ...often },
      schema: {
        tags: ['Payments'],
        summary: 'How a payment stands',
        params: strict({ orderId: OrderId }),
        response: { 200: PaymentStatus },
      },
    },
    async (request) => (await paymentOf(request.em, request.params.orderId)).toStatus(),
  )

  app.get(
    '/api/payment/reservations/:reservationId/paid-with',
    {
      config: { access: 'anyone', ...often },
      schema: {
        tags: ['Payments'],
        summary: 'What your order was paid with',
        params: strict({ reservationId: Id }),
        response: { 200: PaidWithAnswer },
      },
    },
    async ({ em, user, params: { reservationId } }) => {
      const payment = await em.findOne(Payment, { reservationId, personId: user.id, paidWith: { $ne: null } })
      return {
        paidWith: payment?.paidWith ?? null,
        needsRefundAccount: Boolean(payment?.deposit && !payment.refundAccount),
      }
    },
  )

  app.get(
    '/api/payment/deposits',
    {
      config: { access: 'anyone', ...often },
      schema: { tags: ['Payments'], summary: 'The deposits that are awaited of you', response: { 200: DepositList } },
    },
    async ({ em, user }) => {
      const payments = await em.find(Payment, { personId: user.id, state: 'awaiting-deposit' })
      return {
        deposits: payments.map((payment) => {
          const { reservationId, orderName, amountWon } = payment
          return { ...payment.toDeposit(), reservationId, orderName, amountWon }
        }),
      }
    },
  )

  app.get(
    '/api/payment/reservations/:reservationId/deposit',
    {
      config: { access: 'anyone', ...often },
      schema: {
        tags: ['Payments'],
        summary: 'The deposit that is awaited for your order',
        params: strict({ reservationId: Id }),
        response: { 200: DepositAnswer },
      },
    },
    async ({ em, user, params: { reservationId } }) => {
      const payment = await em.findOne(Payment, { reservationId, personId: user.id, state: 'awaiting-deposit' })
      return { deposit: payment && { ...payment.toDeposit(), amountWon: payment.amountWon } }
    },
  )

  app.put(
    '/api/payment/reservations/:reservationId/refund-account',
    {
      config: { access: 'anyone', ...often },
      schema: {
        tags: ['Payments'],
        summary: 'Where money of your deposit is to go; what is owed goes there at once',
        params: strict({ reservationId: Id }),
        body: RefundAccount,
        response: { 200: strict({ kept: Type.Literal(true) }) },
      },
    },
    async ({ em, user, params: { reservationId }, body: account }) => {
      await keepRefundAccount(em, { personId: user.id, reservationId, account })
      return { kept: true as const }
    },
  )

  app.post(
    '/api/payment/webhooks/toss',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Webhooks'],
        summary: 'The bank tells that a payment changed; it is asked before anything is believed',
        headers: Type.Object({ 'tosspayments-webhook-transmission-id': Type.String({ minLength: 1, maxLength: 100 }) }),
        body: Webhook,
        response: { 200: strict({ received: Type.Literal(true) }) },
      },
    },
    async (request) => {
      await receiveWebhook(request.em, request.headers['tosspayments-webhook-transmission-id'], request.body)
      return { received: true as const }
    },
  )
}
