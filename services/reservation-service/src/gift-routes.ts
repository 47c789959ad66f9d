import { Acceptance, GIFT_HEADER, Gift, GiftList, GiftRequest, GiftToken } from '@tiketi/contracts/gift'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import Type from 'typebox'
import { acceptGift } from './accept-gift.ts'
import type { Config } from './config.ts'
import { BY_KEY, refusedWith } from './documented-refusals.ts'
import { offerGift } from './offer-gift.ts'
import { listGifts, readGift } from './read-gift.ts'
import { returnGift } from './return-gift.ts'
import { withdrawGift } from './withdraw-gift.ts'

const byId = strict({ id: Id })
const KeyHeader = Type.Object({ 'idempotency-key': Type.Optional(Type.String()) })
const rateLimit = { max: 120, timeWindow: 60_000 }
const tags = ['Gifts']
const BY_GIFT = { GIFT_UNKNOWN: 404 }

export function addGiftRoutes(app: App, { TICKET_KEY: ticketKey }: Config): void {
  app.get(
    '/api/reservation/gifts',
    {
      config: { access: 'anyone' },
      schema: { tags, summary: 'Tickets that friends gave you', response: { 200: GiftList } },
    },
    ({ em, user }, reply) => {
      reply.header('cache-control', 'private, no-store')
      return listGifts(em, user.id, ticketKey)
    },
  )

  app.get(
    '/api/reservation/gifts/:id',
    {
      config: { access: 'anyone', rateLimit },
      schema: {
        tags,
        summary: 'A gift, for its giver, its receiver, and whoever has its link',
        description: refusedWith(BY_GIFT),
        headers: Type.Object({ [GIFT_HEADER]: Type.Optional(GiftToken) }),
        params: byId,
        response: { 200: Gift },
      },
    },
    ({ em, params: { id }, user, headers }, reply) => {
      reply.header('cache-control', 'private, no-store')
      return readGift(em, { id, personId: user.id, token: headers[GIFT_HEADER], ticketKey })
    },
  )

  app.post(
    '/api/reservation/tickets/:id/gifts',
    {
      // Each may send a mail to an address that nobody has confirmed.
      config: { access: 'buyer', rateLimit: { max: 40, timeWindow: 3_600_000 } },
      schema: {
        tags,
        summary: 'Offer a ticket to a friend, by a link that is mailed or that you pass on',
        description: refusedWith(BY_KEY, {
          TICKET_UNKNOWN: 404,
          GIFTS_FORBIDDEN: 409,
          GIFT_UNDER_WAY: 409,
          TICKET_GIVEN: 409,
          PERFORMANCE_CANCELLED: 409,
          PERFORMANCE_STARTED: 409,
        }),
        headers: KeyHeader,
        params: byId,
        body: GiftRequest,
        response: { 201: Gift },
      },
    },
    (request, reply) =>
      idempotent(request, reply, async (em) => {
        const personId = request.user.id
        const id = await offerGift(em, { ticketId: request.params.id, personId, ...request.body })
        return { status: 201, body: await readGift(em, { id, personId, ticketKey }) }
      }),
  )

  app.post(
    '/api/reservation/gifts/:id/accept',
    {
      config: { access: 'buyer', rateLimit },
      schema: {
        tags,
        summary: 'Take the ticket; its giver can use it no more',
        description: refusedWith(BY_KEY, BY_GIFT, { GIFT_OWN: 409, GIFT_TAKEN: 409, GIFT_OVER: 409 }),
        headers: KeyHeader,
        params: byId,
        body: Acceptance,
        response: { 200: Gift },
      },
    },
    (request, reply) =>
      idempotent(request, reply, async (em) => {
        const of = { id: request.params.id, personId: request.user.id, ticketKey }
        await acceptGift(em, { ...of, token: request.body.token })
        return { status: 200, body: await readGift(em, of) }
      }),
  )

  for (const [verb, summary, move, refusals] of [
    ['withdraw', 'Take an offer back that nobody has accepted yet', withdrawGift, { GIFT_TAKEN: 409, GIFT_OVER: 409 }],
    ['return', 'Give the ticket back to the friend who bought it', returnGift, { GIFT_OVER: 409 }],
  ] as const) {
    app.post(
      `/api/reservation/gifts/:id/${verb}`,
      {
        config: { access: 'buyer', rateLimit },
        schema: {
          tags,
          summary,
          description: refusedWith(BY_KEY, BY_GIFT, refusals),
          headers: KeyHeader,
          params: byId,
          response: { 200: Gift },
        },
      },
      (request, reply) =>
        idempotent(request, reply, async (em) => {
          const of = { id: request.params.id, personId: request.user.id, ticketKey }
          await move(em, of)
          return { status: 200, body: await readGift(em, of) }
        }),
    )
  }
}
