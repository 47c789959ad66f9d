import { Refund, RefundQuote, RefundRequest } from '@tiketi/contracts/refund'
import { Order, OrderPage, OrderQuery } from '@tiketi/contracts/reservation'
import { Id, Locale, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import Type from 'typebox'
import { toCalendar } from './calendar.ts'
import type { Config } from './config.ts'
import { BY_KEY, refusedWith } from './documented-refusals.ts'
import { listOrders } from './list-orders.ts'
import { formatOrderNumber } from './order-number.ts'
import { quoteRefund } from './quote-refund.ts'
import { placedOrder, readOrder } from './read-order.ts'
import { refundOrder } from './refund-order.ts'

const byId = strict({ id: Id })
const BY_ORDER = { ORDER_UNKNOWN: 404 }

export function addOrderRoutes(app: App, config: Config): void {
  app.get(
    '/api/reservation/orders',
    {
      config: { access: 'anyone' },
      schema: {
        tags: ['Orders'],
        summary: 'What you bought, newest first',
        querystring: OrderQuery,
        response: { 200: OrderPage },
      },
    },
    ({ em, query: { cursor }, user }) => listOrders(em, user.id, cursor),
  )

  app.get(
    '/api/reservation/orders/:id',
    {
      config: { access: 'anyone' },
      schema: {
        tags: ['Orders'],
        summary: 'An order with its tickets',
        description: refusedWith(BY_ORDER),
        params: byId,
        response: { 200: Order },
      },
    },
    async ({ em, params: { id }, user }, reply) => {
      reply.header('cache-control', 'private, no-store')
      return readOrder(em, await placedOrder(em, id, user.id), config.TICKET_KEY)
    },
  )

  app.get(
    '/api/reservation/orders/:id/calendar.ics',
    {
      config: { access: 'anyone' },
      schema: {
        tags: ['Orders'],
        summary: 'An order as a calendar file',
        description: refusedWith(BY_ORDER),
        params: byId,
        querystring: strict({ locale: Type.Optional(Locale) }),
        response: { 200: { description: 'iCalendar', content: { 'text/calendar': { schema: Type.String() } } } },
      },
    },
    async ({ em, params: { id }, query: { locale = 'ko' }, user }, reply) => {
      const placed = await placedOrder(em, id, user.id)
      const name = `tiketi-${formatOrderNumber(placed.reservation.orderNumber!)}.ics`
      return reply
        .type('text/calendar; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'private, no-store')
        .send(toCalendar(placed, locale))
    },
  )

  app.get(
    '/api/reservation/orders/:id/refund-quote',
    {
      config: { access: 'anyone' },
      schema: {
        tags: ['Orders'],
        summary: 'What each ticket would bring back now, and what that costs',
        description: refusedWith(BY_ORDER),
        params: byId,
        response: { 200: RefundQuote },
      },
    },
    async ({ em, params: { id }, user }, reply) => {
      reply.header('cache-control', 'private, no-store')
      return (await quoteRefund(em, { orderId: id, personId: user.id })).quote
    },
  )

  app.post(
    '/api/reservation/orders/:id/refunds',
    {
      config: { access: 'anyone', rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: {
        tags: ['Orders'],
        summary: 'Give tickets back for the fee that was shown; 409 REFUND_CHANGED names the fee as it is now',
        description: refusedWith(BY_KEY, BY_ORDER, {
          TICKET_UNKNOWN: 404,
          TICKET_GIVEN: 409,
          REFUND_CLOSED: 409,
          REFUND_CHANGED: 409,
        }),
        headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String()) }),
        params: byId,
        body: RefundRequest,
        response: { 201: Refund },
      },
    },
    (request, reply) =>
      idempotent(request, reply, async (em) => ({
        status: 201,
        body: await refundOrder(em, { orderId: request.params.id, personId: request.user.id, ...request.body }),
      })),
  )
}
