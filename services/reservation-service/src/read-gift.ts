import type { EntityManager } from '@mikro-orm/postgresql'
import type { GiftForMail, GiftList, Gift as GiftShown } from '@tiketi/contracts/gift'
import { Gift, giftUnknown } from './gift.ts'
import { giftToken, isGiftToken } from './gift-token.ts'
import type { Performance } from './performance.ts'
import { performanceOf } from './performances.ts'
import { Reservation } from './reservation.ts'
import { Ticket } from './ticket.ts'

interface ReadGift {
  id: string
  personId: string
  /** What somebody has who is neither giver nor receiver. */
  token?: string | undefined
  ticketKey: string
}

/** @throws Refusal 404 GIFT_UNKNOWN for somebody whom it does not concern. */
export async function readGift(em: EntityManager, { id, personId, token, ticketKey }: ReadGift): Promise<GiftShown> {
  const gift = await em.findOne(Gift, { id })
  const known = gift && [gift.giverId, gift.receiverId].includes(personId)
  if (!gift || !(known || isGiftToken(token ?? '', id, ticketKey))) throw giftUnknown()
  return toShown(gift, await given(em, gift), { personId, ticketKey })
}

/** What friends gave this person. */
export async function listGifts(em: EntityManager, personId: string, ticketKey: string): Promise<GiftList> {
  const gifts = await em.find(Gift, { receiverId: personId, state: 'accepted' }, { limit: MOST })
  // At once, so that `given` finds them all here.
  const tickets = await em.find(Ticket, { id: gifts.map(({ ticketId }) => ticketId) })
  await em.find(Reservation, { id: tickets.map(({ reservationId }) => reservationId) })
  const shown: GiftShown[] = []
  for (const gift of gifts) shown.push(toShown(gift, await given(em, gift), { personId, ticketKey }))
  return { gifts: shown.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt)) }
}

const MOST = 200

export async function giftForMail(em: EntityManager, id: string, ticketKey: string): Promise<GiftForMail> {
  const gift = await em.findOne(Gift, { id })
  if (!gift) throw giftUnknown()
  const of = await given(em, gift)
  const { state, giverId, receiverId, email, locale, deadline } = gift
  return {
    state,
    giverId,
    receiverId: receiverId ?? null,
    email: email ?? null,
    locale,
    token: giftToken(id, ticketKey),
    deadline: deadline.toISOString(),
    orderId: of.reservation.id,
    ...admissionOf(of),
  }
}

interface Given {
  ticket: Ticket
  reservation: Reservation
  performance: Performance
}

async function given(em: EntityManager, { ticketId }: Gift): Promise<Given> {
  const ticket = await em.findOneOrFail(Ticket, ticketId)
  const reservation = await em.findOneOrFail(Reservation, ticket.reservationId)
  return { ticket, reservation, performance: await performanceOf(em, reservation.performanceId) }
}

function toShown(gift: Gift, of: Given, { personId, ticketKey }: Pick<ReadGift, 'personId' | 'ticketKey'>): GiftShown {
  const { id, state, giverId, receiverId, deadline } = gift
  const as = personId === giverId ? 'giver' : personId === receiverId ? 'receiver' : 'friend'
  return {
    id,
    state,
    as,
    deadline: deadline.toISOString(),
    ...admissionOf(of),
    orderId: as === 'giver' ? of.reservation.id : null,
    code: as === 'receiver' && state === 'accepted' && !of.reservation.suspended ? of.ticket.code(ticketKey) : null,
    token: as === 'giver' && state === 'offered' ? giftToken(id, ticketKey) : null,
  }
}

function admissionOf({ ticket, reservation, performance }: Given) {
  const { section, row, number, grade } = reservation.labelOf(ticket, performance)
  return {
    eventId: performance.eventId,
    title: performance.title,
    venue: performance.venue.name,
    startsAt: performance.startsAt.toISOString(),
    timeZone: performance.venue.timeZone,
    place: { section, row, number, grade, entranceNumber: ticket.entranceNumber ?? null },
  }
}
