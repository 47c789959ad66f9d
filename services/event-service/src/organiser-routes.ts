import {
  ChangeEvent,
  EventDraft,
  OrganiserEvent,
  OrganiserEventPage,
  OrganiserQuery,
  PostponeEvent,
  ReplaceEventDraft,
} from '@tiketi/contracts/event'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import { cancelEvent } from './cancel-event.ts'
import { cancelPerformance } from './cancel-performance.ts'
import { createEvent } from './create-event.ts'
import { listOwnEvents } from './list-own.ts'
import { organisers, ownEvent } from './own.ts'
import { postponeEvent } from './postpone-event.ts'
import { publishEvent } from './publish-event.ts'
import { replaceEvent } from './replace-event.ts'
import { performancesOf } from './schedule-performances.ts'

/** Sixty performances, thirty artists and two long descriptions fit. */
const DRAFT_BYTES = 256 * 1_024

const tags = ["Organiser's events"]
const params = strict({ id: Id })

export function addOrganiserRoutes(app: App): void {
  app.post(
    '/api/event/organiser/events',
    {
      config: organisers,
      bodyLimit: DRAFT_BYTES,
      schema: {
        tags,
        summary: 'Make a draft of an event, with its performances, prices and sales',
        body: EventDraft,
        response: { 201: OrganiserEvent },
      },
    },
    (request, reply) => {
      return idempotent(request, reply, async (em) => ({
        status: 201,
        body: await createEvent(em, request.user, request.body),
      }))
    },
  )

  app.get(
    '/api/event/organiser/events',
    {
      config: organisers,
      schema: {
        tags,
        summary: 'List your events, newest first',
        querystring: OrganiserQuery,
        response: { 200: OrganiserEventPage },
      },
    },
    (request) => listOwnEvents(request.em, request.user, request.query),
  )

  app.get(
    '/api/event/organiser/events/:id',
    {
      config: organisers,
      schema: { tags, summary: 'See an event of yours', params, response: { 200: OrganiserEvent } },
    },
    async ({ em, user, params: { id } }) => {
      const event = await ownEvent(em, user, id)
      return event.toOrganiserEvent(await performancesOf(em, id))
    },
  )

  app.put(
    '/api/event/organiser/events/:id',
    {
      config: organisers,
      bodyLimit: DRAFT_BYTES,
      schema: {
        tags,
        summary: 'Give a draft a new content; its performances get new ids',
        params,
        body: ReplaceEventDraft,
        response: { 200: OrganiserEvent },
      },
    },
    (request, reply) => {
      return idempotent(request, reply, async (em) => ({
        status: 200,
        body: await replaceEvent(em, request.user, { eventId: request.params.id, ...request.body }),
      }))
    },
  )

  app.post(
    '/api/event/organiser/events/:id/postpone',
    {
      config: organisers,
      schema: {
        tags,
        summary: 'Move performances of a published event to other dates; what was sold stays sold',
        params,
        body: PostponeEvent,
        response: { 200: OrganiserEvent },
      },
    },
    (request, reply) =>
      idempotent(request, reply, async (em) => ({
        status: 200,
        body: await postponeEvent(em, request.user, { eventId: request.params.id, ...request.body }),
      })),
  )

  const changes = [
    {
      verb: 'publish',
      summary: 'Publish a draft; its plan, prices and times stand from then on',
      change: publishEvent,
    },
    { verb: 'cancel', summary: 'Cancel a published event; it leaves the lists and its sales end', change: cancelEvent },
  ]
  for (const { verb, summary, change } of changes)
    app.post(
      `/api/event/organiser/events/:id/${verb}`,
      { config: organisers, schema: { tags, summary, params, body: ChangeEvent, response: { 200: OrganiserEvent } } },
      (request, reply) =>
        idempotent(request, reply, async (em) => ({
          status: 200,
          body: await change(em, request.user, { eventId: request.params.id, ...request.body }),
        })),
    )

  app.post(
    '/api/event/organiser/events/:id/performances/:performanceId/cancel',
    {
      config: organisers,
      schema: {
        tags,
        summary: 'Cancel one performance; the others go on',
        params: strict({ id: Id, performanceId: Id }),
        body: ChangeEvent,
        response: { 200: OrganiserEvent },
      },
    },
    (request, reply) =>
      idempotent(request, reply, async (em) => ({
        status: 200,
        body: await cancelPerformance(em, request.user, {
          eventId: request.params.id,
          performanceId: request.params.performanceId,
          ...request.body,
        }),
      })),
  )
}
