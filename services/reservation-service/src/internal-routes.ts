import { GiftForMail } from '@tiketi/contracts/gift'
import { PresaleEntry } from '@tiketi/contracts/presale'
import {
  CaptureAnswer,
  CaptureRequest,
  ExtendedHold,
  ExtendRequest,
  OrderForMail,
  SeatsLeft,
} from '@tiketi/contracts/reservation'
import { Id, strict } from '@tiketi/contracts/schema'
import { OfferForMail } from '@tiketi/contracts/waiting'
import type { App } from '@tiketi/kit/create-app'
import { captureHold } from './capture-hold.ts'
import { depositUntil } from './deposit-until.ts'
import { extendHold } from './extend-hold.ts'
import type { Performances } from './performances.ts'
import { giftForMail } from './read-gift.ts'
import { orderForMail, placedOrder } from './read-order.ts'
import { readPresaleEntry } from './read-presale-entry.ts'
import { offerForMail } from './read-waiting.ts'

interface Parts {
  ticketKey: string
  performances: Performances
  seatsLeft: (onSaleId: string) => Promise<SeatsLeft>
  gradesLeft: (onSaleId: string) => Promise<NonNullable<SeatsLeft['grades']>>
  strain: () => NonNullable<SeatsLeft['holds']>
}

const byId = strict({ id: Id })

/** What other services ask. */
export function addInternalRoutes(app: App, { ticketKey, performances, seatsLeft, gradesLeft, strain }: Parts): void {
  app.post(
    '/internal/reservations/:id/extend',
    {
      config: { access: { services: ['payment'] } },
      schema: { params: byId, body: ExtendRequest, response: { 200: ExtendedHold } },
    },
    async ({ em, params: { id }, body: { personId } }) => {
      const { reservation } = await extendHold(em, id, personId)
      const forSale = await performances.find(reservation.performanceId)
      const { performance } = forSale
      const until = await depositUntil(em, forSale)
      return {
        amountWon: reservation.totalWon,
        title: performance.title,
        seats: reservation.seats.length + reservation.areas.length,
        deadline: reservation.deadline.toISOString(),
        eventId: performance.eventId,
        performanceId: performance.id,
        ...(performance.organiserId && { organiserId: performance.organiserId }),
        ...(until && { depositUntil: until }),
      }
    },
  )

  app.post(
    '/internal/reservations/:id/capture',
    {
      config: { access: { services: ['payment'] } },
      schema: { params: byId, body: CaptureRequest, response: { 200: CaptureAnswer } },
    },
    ({ em, params: { id }, body }) => captureHold(em, { reservationId: id, ...body }),
  )

  app.get(
    '/internal/orders/:id',
    {
      config: { access: { services: ['notification'] } },
      schema: { params: byId, response: { 200: OrderForMail } },
    },
    async ({ em, params: { id } }) => orderForMail(em, await placedOrder(em, id)),
  )

  app.get(
    '/internal/offers/:id',
    {
      config: { access: { services: ['notification'] } },
      schema: { params: byId, response: { 200: OfferForMail } },
    },
    ({ em, params: { id } }) => offerForMail(em, id, async (id) => (await performances.find(id)).performance),
  )

  app.get(
    '/internal/gifts/:id',
    {
      config: { access: { services: ['notification'] } },
      schema: { params: byId, response: { 200: GiftForMail } },
    },
    ({ em, params: { id } }) => giftForMail(em, id, ticketKey),
  )

  app.get(
    '/internal/on-sales/:id/presale-entries/:personId',
    {
      config: { access: { services: ['queue'] } },
      schema: { params: strict({ id: Id, personId: Id }), response: { 200: PresaleEntry } },
    },
    ({ em, params: { id, personId } }) => readPresaleEntry(em, { of: { onSaleId: id }, personId }),
  )

  app.get(
    '/internal/on-sales/:id/seats',
    {
      config: { access: { services: ['queue'] } },
      schema: { params: byId, response: { 200: SeatsLeft } },
    },
    async ({ params: { id } }) => ({
      ...(await seatsLeft(id)),
      grades: await gradesLeft(id),
      holds: strain(),
    }),
  )
}
