import type { EntityManager } from '@mikro-orm/postgresql'
import type { Locale } from '@tiketi/contracts/schema'
import { Refusal } from '@tiketi/kit/refusal'
import { Gift, giftUnknown, suspended } from './gift.ts'
import { formatOrderNumber } from './order-number.ts'
import type { Performance } from './performance.ts'
import { performanceOf } from './performances.ts'
import { printTickets } from './print-tickets.ts'
import type { PrintedTicket } from './printed-words.ts'
import { placedOrder } from './read-order.ts'
import { Reservation } from './reservation.ts'
import { Ticket } from './ticket.ts'

interface TicketFile {
  personId: string
  locale: Locale
  ticketKey: string
  /** A JPEG, or nothing where there is none. */
  posterOf: (eventId: string) => Promise<Buffer | null>
}

/**
 * The tickets of an order that its buyer still has, as a PDF.
 *
 * @throws Refusal 404 ORDER_UNKNOWN; 409 NO_TICKETS when all were given away or back, TICKETS_SUSPENDED.
 */
export async function orderFile(em: EntityManager, orderId: string, file: TicketFile): Promise<Buffer> {
  const { reservation, performance } = await placedOrder(em, orderId, file.personId)
  if (reservation.suspended) throw suspended()
  const tickets = await em.find(
    Ticket,
    { reservationId: orderId, refundId: null },
    { orderBy: { seat: 1, area: 1, nth: 1 } },
  )
  const away = await em.find(Gift, { ticketId: tickets.map(({ id }) => id), state: 'accepted' })
  const kept = tickets.filter(({ id }) => !away.some(({ ticketId }) => ticketId === id))
  if (kept.length === 0) throw new Refusal('NO_TICKETS', 409, 'You have no ticket of this order any more.')
  const orderNumber = formatOrderNumber(reservation.orderNumber!)
  const printed = kept.map((ticket) => ({ ...printedOf({ ticket, reservation, performance, file }), orderNumber }))
  return print(printed, performance, file)
}

/** The ticket that a friend gave. @throws Refusal 404 GIFT_UNKNOWN unless it is this person's; 409 TICKETS_SUSPENDED. */
export async function giftFile(em: EntityManager, giftId: string, file: TicketFile): Promise<Buffer> {
  const gift = await em.findOne(Gift, { id: giftId, receiverId: file.personId, state: 'accepted' })
  if (!gift) throw giftUnknown()
  const ticket = await em.findOneOrFail(Ticket, gift.ticketId)
  const reservation = await em.findOneOrFail(Reservation, ticket.reservationId)
  if (reservation.suspended) throw suspended()
  const performance = await performanceOf(em, reservation.performanceId)
  return print([{ ...printedOf({ ticket, reservation, performance, file }), orderNumber: null }], performance, file)
}

interface Printable {
  ticket: Ticket
  reservation: Reservation
  performance: Performance
  file: TicketFile
}

function printedOf({ ticket, reservation, performance, file }: Printable): Omit<PrintedTicket, 'orderNumber'> {
  const { section, row, number, grade } = reservation.labelOf(ticket, performance)
  const { title, venue, startsAt } = performance
  return {
    title,
    venue: venue.name,
    address: venue.address,
    startsAt,
    timeZone: venue.timeZone,
    section,
    row,
    number,
    grade,
    entranceNumber: ticket.entranceNumber ?? null,
    code: ticket.code(file.ticketKey),
  }
}

async function print(tickets: PrintedTicket[], { eventId, title }: Performance, { locale, posterOf }: TicketFile) {
  return printTickets({ title: title[locale], locale, tickets, poster: await posterOf(eventId) })
}
