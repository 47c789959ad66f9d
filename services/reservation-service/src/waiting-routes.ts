import { Hold } from '@tiketi/contracts/reservation'
import { Id, strict } from '@tiketi/contracts/schema'
import { Waiting, WaitingList, WaitingRequest } from '@tiketi/contracts/waiting'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import Type from 'typebox'
import type { Config } from './config.ts'
import { declineOffer } from './decline-offer.ts'
import { BY_KEY, BY_OFFER, BY_PERFORMANCE, BY_SALE, refusedWith } from './documented-refusals.ts'
import { joinWaiting } from './join-waiting.ts'
import { leaveWaiting } from './leave-waiting.ts'
import type { Performances } from './performances.ts'
import { readWaiting, readWaitingList } from './read-waiting.ts'
import type { SeatStatesReader } from './seat-states.ts'
import { takeOffer } from './take-offer.ts'
import { waitsFor } from './waiting.ts'

interface Parts {
  config: Config
  performances: Performances
  states: SeatStatesReader
}

const byId = strict({ id: Id })
const KeyHeader = Type.Object({ 'idempotency-key': Type.Optional(Type.String()) })
const rateLimit = { max: 120, timeWindow: 60_000 }
const tags = ['Waiting list']

export function addWaitingRoutes(app: App, { config, performances, states }: Parts): void {
  app.get(
    '/api/reservation/performances/:id/waiting',
    {
      config: { access: 'anyone' },
      schema: {
        tags,
        summary: 'How you wait for a performance',
        description: refusedWith(BY_PERFORMANCE),
        params: byId,
        response: { 200: WaitingList },
      },
    },
    async ({ em, params: { id }, user }, reply) => {
      reply.header('cache-control', 'private, no-store')
      const { performance } = await performances.find(id)
      return readWaitingList(em, { performance, personId: user.id })
    },
  )

  app.post(
    '/api/reservation/performances/:id/waiting',
    {
      config: { access: 'buyer', rateLimit },
      schema: {
        tags,
        summary: 'Wait for so many places; 409 PLACES_LEFT while they are on sale',
        description: refusedWith(BY_KEY, BY_PERFORMANCE, BY_SALE, {
          PLACES_LEFT: 409,
          LIMIT_REACHED: 409,
          ALREADY_WAITING: 409,
        }),
        headers: KeyHeader,
        params: byId,
        body: WaitingRequest,
        response: { 201: Waiting },
      },
    },
    async (request, reply) => {
      const { performance } = await performances.find(request.params.id)
      // Before the transaction, which has a connection and must not wait for another.
      const { free } = await states.recent(performance.id)
      return idempotent(request, reply, async (em) => ({
        status: 201,
        body: await joinWaiting(em, { personId: request.user.id, performance, places: request.body.places, free }),
      }))
    },
  )

  app.delete(
    '/api/reservation/waiting/:id',
    {
      config: { access: 'anyone' },
      schema: {
        tags,
        summary: 'Leave the list; an offer goes to the next',
        description: refusedWith({ WAITING_UNKNOWN: 404 }),
        params: byId,
        response: { 200: Waiting },
      },
    },
    async ({ em, params: { id }, user }) => {
      const { performance } = await performances.find(await waitsFor(em, id, user.id))
      return em.transactional(async (em) => {
        await leaveWaiting(em, { id, personId: user.id })
        return readWaiting(em, performance, id)
      })
    },
  )

  app.post(
    '/api/reservation/waiting/:id/decline',
    {
      config: { access: 'anyone', rateLimit },
      schema: {
        tags,
        summary: 'Not these places; you keep your place in line',
        description: refusedWith(BY_OFFER),
        headers: KeyHeader,
        params: byId,
        response: { 200: Waiting },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const personId = request.user.id
      const { performance } = await performances.find(await waitsFor(request.em, id, personId))
      return idempotent(request, reply, async (em) => {
        await declineOffer(em, { id, personId })
        return { status: 200, body: await readWaiting(em, performance, id) }
      })
    },
  )

  app.post(
    '/api/reservation/waiting/:id/hold',
    {
      config: { access: 'buyer', rateLimit },
      schema: {
        tags,
        summary: 'Hold the places that are offered; no other pass is needed',
        description: refusedWith(BY_OFFER, BY_SALE, { LIMIT_REACHED: 409 }),
        headers: KeyHeader,
        params: byId,
        response: { 201: Hold },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const personId = request.user.id
      const { performance } = await performances.find(await waitsFor(request.em, id, personId))
      return idempotent(request, reply, async (em) => ({
        status: 201,
        body: await takeOffer(em, { id, personId, performance, holdSeconds: config.HOLD_SECONDS }),
      }))
    },
  )
}
