import { PASS_HEADER } from '@tiketi/contracts/queue'
import {
  BestHoldRequest,
  DepositTerms,
  Hold,
  HoldChange,
  HoldRequest,
  SeatLayout,
  SeatStatus,
} from '@tiketi/contracts/reservation'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import Type from 'typebox'
import type { BestSeats } from './best-seats.ts'
import { changeHold } from './change-hold.ts'
import type { Config } from './config.ts'
import { depositUntil } from './deposit-until.ts'
import { addGiftRoutes } from './gift-routes.ts'
import { holdBest } from './hold-best.ts'
import { holdSeats } from './hold-seats.ts'
import { addOrderRoutes } from './order-routes.ts'
import type { CheckPass } from './pass.ts'
import { type Performances, saleNow } from './performances.ts'
import { addPresaleRoutes } from './presale-routes.ts'
import { releaseHold } from './release-hold.ts'
import { presentReservation } from './reservation.ts'
import type { SeatFeed } from './seat-feed.ts'
import { type SeatStatesReader, toSeatStatus } from './seat-states.ts'
import { addWaitingRoutes } from './waiting-routes.ts'

interface Parts {
  config: Config
  performances: Performances
  states: SeatStatesReader
  bestSeats: BestSeats
  feed: SeatFeed
  checkPass: CheckPass
}

const byId = strict({ id: Id })

const HoldHeaders = Type.Object({
  'idempotency-key': Type.Optional(Type.String({ description: 'A new one for every new attempt' })),
  [PASS_HEADER]: Type.Optional(
    Type.String({ maxLength: 2_000, description: 'The pass, where the sale has a waiting room' }),
  ),
})

export function addRoutes(app: App, parts: Parts): void {
  addSeatMap(app, parts)
  addHolds(app, parts)
  addBestHolds(app, parts)
  addOrderRoutes(app, parts.config)
  addGiftRoutes(app, parts.config)
  addWaitingRoutes(app, parts)
  addPresaleRoutes(app)
}

function addSeatMap(app: App, { performances, states, feed }: Parts): void {
  app.get(
    '/api/reservation/performances/:id/layout',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Seat map'],
        summary: 'The hall and its prices; cacheable, with an ETag',
        params: byId,
        response: { 200: SeatLayout, 304: Type.Null() },
      },
    },
    async (request, reply) => {
      const { json, etag } = (await performances.find(request.params.id)).layout
      reply.header('etag', etag).header('cache-control', 'public, max-age=300, stale-while-revalidate=86400')
      if (request.headers['if-none-match'] === etag) return reply.code(304).send(null)
      return reply
        .type('application/json; charset=utf-8')
        .serializer(String)
        .send(json as never)
    },
  )

  app.get(
    '/api/reservation/performances/:id/seats',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Seat map'],
        summary: 'Which seats are free, held and sold: two bits a seat; how many places each standing area has',
        params: byId,
        response: { 200: SeatStatus },
      },
    },
    async ({ params: { id } }, reply) => {
      const { seats } = (await performances.find(id)).performance
      reply.header('cache-control', 'public, max-age=1')
      return toSeatStatus(id, seats, await states.recent(id))
    },
  )

  app.get(
    '/ws/reservation/performances/:id',
    {
      config: { access: 'public', rateLimit: { max: 300, timeWindow: 60_000 } },
      websocket: true,
      schema: { params: byId, querystring: strict({ since: Type.Optional(Type.Integer({ minimum: 0 })) }) },
      preHandler: async (request) => {
        await performances.find((request.params as { id: string }).id)
      },
    },
    (socket, { params: { id }, query: { since } }) => feed.watch(id, socket, since),
  )
}

function addHolds(app: App, { config, performances, checkPass }: Parts): void {
  app.post(
    '/api/reservation/holds',
    {
      config: { access: 'buyer', rateLimit: { max: 120, timeWindow: 60_000 } },
      schema: {
        tags: ['Holds'],
        summary: 'Hold seats and standing places, all or none; 409 SEATS_TAKEN or PLACES_TAKEN names what is gone',
        headers: HoldHeaders,
        body: HoldRequest,
        response: { 201: Hold },
      },
    },
    async (request, reply) => {
      const forSale = await performances.find(request.body.performanceId)
      const personId = request.user.id
      const onSaleId = saleNow(forSale).id
      const pass = await checkPass(request.headers[PASS_HEADER], { personId, onSaleId })
      return idempotent(request, reply, async (em) => ({
        status: 201,
        body: await holdSeats(em, {
          personId,
          performance: forSale.performance,
          onSaleId,
          seats: request.body.seats,
          standing: request.body.standing ?? [],
          pass,
          holdSeconds: config.HOLD_SECONDS,
        }),
      }))
    },
  )

  app.get(
    '/api/reservation/holds/:id',
    {
      config: { access: 'anyone' },
      schema: { tags: ['Holds'], summary: 'How a hold stands', params: byId, response: { 200: Hold } },
    },
    async ({ em, params: { id }, user }) => {
      const { reservation, now } = await presentReservation(em, id, user.id)
      const { performance } = await performances.find(reservation.performanceId)
      return reservation.toHold(performance, now)
    },
  )

  app.get(
    '/api/reservation/holds/:id/deposit-terms',
    {
      config: { access: 'anyone' },
      schema: {
        tags: ['Holds'],
        summary: 'Until when a deposit for your hold could be waited for',
        params: byId,
        response: { 200: DepositTerms },
      },
    },
    async ({ em, params: { id }, user }) => {
      const { reservation } = await presentReservation(em, id, user.id)
      const forSale = await performances.find(reservation.performanceId)
      return { until: (await depositUntil(em, forSale)) ?? null }
    },
  )

  app.patch(
    '/api/reservation/holds/:id',
    {
      config: { access: 'buyer', rateLimit: { max: 120, timeWindow: 60_000 } },
      schema: {
        tags: ['Holds'],
        summary: 'Add places to a hold and drop others, all or none; its deadline stays as it was',
        headers: HoldHeaders,
        params: byId,
        body: HoldChange,
        response: { 200: Hold },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const personId = request.user.id
      const { reservation } = await presentReservation(request.em, id, personId)
      const { performance } = await performances.find(reservation.performanceId)
      const pass = await checkPass(request.headers[PASS_HEADER], { personId, onSaleId: reservation.onSaleId })
      return idempotent(request, reply, async (em) => ({
        status: 200,
        body: await changeHold(em, { id, personId, performance, change: request.body, pass }),
      }))
    },
  )

  app.delete(
    '/api/reservation/holds/:id',
    {
      config: { access: 'anyone' },
      schema: { tags: ['Holds'], summary: 'Give held seats back', params: byId, response: { 200: Hold } },
    },
    async ({ em, params: { id }, user }) => {
      const { reservation, now } = await releaseHold(em, id, user.id)
      const { performance } = await performances.find(reservation.performanceId)
      return reservation.toHold(performance, now)
    },
  )
}

function addBestHolds(app: App, { config, performances, bestSeats, checkPass }: Parts): void {
  app.post(
    '/api/reservation/best-holds',
    {
      config: { access: 'buyer', rateLimit: { max: 120, timeWindow: 60_000 } },
      schema: {
        tags: ['Holds'],
        summary: 'Hold the best seats side by side that are left; 409 NONE_TOGETHER when there are none',
        headers: HoldHeaders,
        body: BestHoldRequest,
        response: { 201: Hold },
      },
    },
    async (request, reply) => {
      const { performanceId, ...wish } = request.body
      const forSale = await performances.find(performanceId)
      const { performance } = forSale
      const personId = request.user.id
      const onSaleId = saleNow(forSale).id
      const pass = await checkPass(request.headers[PASS_HEADER], { personId, onSaleId })
      // Before the transaction, which has a connection and must not wait for another.
      const choose = await bestSeats.look(performance)
      return idempotent(request, reply, async (em) => ({
        status: 201,
        body: await holdBest(em, {
          personId,
          performance,
          onSaleId,
          pass,
          holdSeconds: config.HOLD_SECONDS,
          wish,
          choose,
        }),
      }))
    },
  )
}
