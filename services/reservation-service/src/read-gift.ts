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
  const [of] = await givenBy(em, [gift])
  return toShown(gift, of!, { personId, ticketKey })
}

/** What friends gave this person. */
export async function listGifts(em: EntityManager, personId: string, ticketKey: string): Promise<GiftList> {
  const gifts = await em.find(Gift, { receiverId: personId, state: 'accepted' }, { limit: MOST })
  const given = await givenBy(em, gifts)
  const shown = gifts.map((gift, at) => toShown(gift, given[at]!, { personId, ticketKey }))
  return { gifts: shown.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt)) }
}

const MOST = 200

export async function giftForMail(em: EntityManager, id: string, ticketKey: string): Promise<GiftForMail> {
  const gift = await em.findOne(Gift, { id })
  if (!gift) throw giftUnknown()
  const [of] = await givenBy(em, [gift])
  const { state, giverId, receiverId, email, locale, deadline } = gift
  return {
    state,
    giverId,
    receiverId: receiverId ?? null,
    email: email ?? null,
    locale,
    token: giftToken(id, ticketKey),
    deadline: deadline.toISOString(),
    orderId: of!.reservation.id,
    ...admissionOf(of!),
  }
}

interface Given {
  ticket: Ticket
  reservation: Reservation
  performance: Performance
}

/** What each gift is of. */
async function givenBy(em: EntityManager, gifts: Gift[]): Promise<Given[]> {
  const tickets = byId(await em.find(Ticket, { id: gifts.map(({ ticketId }) => ticketId) }))
  const orders = byId(
    await em.find(Reservation, { id: [...tickets.values()].map(({ reservationId }) => reservationId) }),
  )
  const performances = new Map<string, Performance>()
  for (const id of new Set([...orders.values()].map(({ performanceId }) => performanceId)))
    performances.set(id, await performanceOf(em, id))
  return gifts.map(({ ticketId }) => {
    const ticket = tickets.get(ticketId)!
    const reservation = orders.get(ticket.reservationId)!
    return { ticket, reservation, performance: performances.get(reservation.performanceId)! }
  })
}

const byId = <Row extends { id: string }>(rows: Row[]) => new Map(rows.map((row) => [row.id, row]))

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
