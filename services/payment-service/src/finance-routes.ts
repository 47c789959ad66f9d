import { FinanceRequest, Settlement, Unsettled } from '@tiketi/contracts/payment'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import Type from 'typebox'
import { listUnsettled, lookNow, settleByHand } from './finance.ts'
import { readSettlement, settlementCsv } from './read-settlement.ts'

const ofEvent = strict({ eventId: Id })
const done = strict({ done: Type.Literal(true) })

export function addFinanceRoutes(app: App): void {
  app.get(
    '/api/payment/organiser/events/:eventId/settlement',
    {
      config: { access: ['organiser', 'admin'] },
      schema: {
        tags: ['Settlement'],
        summary: 'What your event brought: sales, refunds, cancellation fees and what is left, as the ledger has it',
        params: ofEvent,
        response: { 200: Settlement },
      },
    },
    ({ em, user, params: { eventId } }) => readSettlement(em, user, eventId),
  )

  app.get(
    '/api/payment/organiser/events/:eventId/settlement.csv',
    {
      config: { access: ['organiser', 'admin'] },
      schema: {
        tags: ['Settlement'],
        summary: 'The same order by order',
        params: ofEvent,
        response: { 200: { description: 'A line an order', content: { 'text/csv': { schema: Type.String() } } } },
      },
    },
    async ({ em, user, params: { eventId } }, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="settlement-${eventId}.csv"`)
        .header('cache-control', 'private, no-store')
        .send(await settlementCsv(em, user, eventId)),
  )

  app.get(
    '/api/payment/finance/unsettled',
    {
      config: { access: 'admin' },
      schema: {
        tags: ['Finance'],
        summary: 'What is neither done nor refused, longest first, and what people did about such things',
        response: { 200: Unsettled },
      },
    },
    ({ em }) => listUnsettled(em),
  )

  const acts = [
    { verb: 'look-now', summary: 'Have the bank asked now', act: lookNow },
    { verb: 'settle-by-hand', summary: 'Note that a refund was paid back another way', act: settleByHand },
  ]
  for (const { verb, summary, act } of acts)
    app.post(
      `/api/payment/finance/unsettled/:id/${verb}`,
      {
        config: { access: 'admin' },
        schema: {
          tags: ['Finance'],
          summary,
          params: strict({ id: Id }),
          body: FinanceRequest,
          response: { 200: done },
        },
      },
      (request, reply) =>
        idempotent(request, reply, async (em) => {
          await act(em, { personId: request.user.id, subjectId: request.params.id, reason: request.body.reason })
          return { status: 200, body: { done: true as const } }
        }),
    )
}
