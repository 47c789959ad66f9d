import { Event, EventPage, EventQuery, OnSalePage } from '@tiketi/contracts/event'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import type { AnswerCache } from './answer-cache.ts'
import { listEvents, readListing } from './list-events.ts'
import { readEvent } from './read-event.ts'
import { readOnSale } from './read-on-sale.ts'
import { sendAnswer } from './send-answer.ts'

const config = { access: 'public' } as const
const tags = ['Events']
const params = strict({ id: Id })

export function addBuyerRoutes(app: App, cache: AnswerCache): void {
  app.get(
    '/api/event/events',
    {
      config,
      schema: {
        tags,
        summary:
          'List and search the events that are not over; Korean and Latin spellings, and parts of words, find them',
        querystring: EventQuery,
        response: { 200: EventPage },
      },
    },
    async (request, reply) => {
      const listing = readListing(request.query)
      const answer = await cache.answer(`events?${JSON.stringify(listing)}`, () => listEvents(request.em, listing))
      return sendAnswer(request, reply, answer)
    },
  )

  app.get(
    '/api/event/events/:id',
    {
      config,
      schema: { tags, summary: 'See an event with its performances and prices', params, response: { 200: Event } },
    },
    async (request, reply) => {
      const { id } = request.params
      return sendAnswer(request, reply, await cache.answer(`events/${id}`, () => readEvent(request.em, id)))
    },
  )

  app.get(
    '/api/event/on-sales/:id',
    {
      config,
      schema: {
        tags,
        summary: 'See a sale and what it sells, for its waiting room',
        params,
        response: { 200: OnSalePage },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      return sendAnswer(request, reply, await cache.answer(`on-sales/${id}`, () => readOnSale(request.em, id)))
    },
  )
}
