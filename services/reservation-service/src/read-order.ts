import type { EntityManager } from '@mikro-orm/postgresql'
import type { Order, OrderForMail } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'
import { Performance } from './performance.ts'
import { Reservation } from './reservation.ts'
import { Ticket } from './ticket.ts'

export interface PlacedOrder {
  reservation: Reservation
  performance: Performance
}

/**
 * What was sold, and where.
 *
 * @param personId whose it must be; of anybody without.
 * @throws Refusal 404 ORDER_UNKNOWN when it is not sold, or somebody else's.
 */
export async function placedOrder(em: EntityManager, id: string, personId?: string): Promise<PlacedOrder> {
  const reservation = await em.findOne(Reservation, { id, state: 'confirmed', ...(personId && { personId }) })
  if (!reservation) throw new Refusal('ORDER_UNKNOWN', 404, 'You have no such order.')
  return { reservation, performance: await em.findOneOrFail(Performance, reservation.performanceId) }
}

/** An order with its tickets, as its buyer sees it. */
export async function readOrder(em: EntityManager, placed: PlacedOrder, ticketKey: string): Promise<Order> {
  const { reservation, performance } = placed
  const tickets = await em.find(Ticket, { reservationId: reservation.id })
  const { seats, standing } = reservation.labels(performance)
  const printed = (ticket: Ticket) => ({ id: ticket.id, code: ticket.code(ticketKey) })
  return {
    ...reservation.toOrderSummary(performance),
    tickets: [
      ...seats.flatMap((label) => {
        const ticket = tickets.find(({ seat }) => seat === label.seat)
        return ticket ? [{ ...label, entranceNumber: null, ...printed(ticket) }] : []
      }),
      ...standing.flatMap(({ area, name, grade, priceWon }) =>
        ticketsOf(tickets, area).map((ticket) => ({
          seat: null,
          section: name,
          row: null,
          number: null,
          grade,
          priceWon,
          entranceNumber: ticket.entranceNumber ?? null,
          ...printed(ticket),
        })),
      ),
    ],
  }
}

function ticketsOf(tickets: Ticket[], area: number): Ticket[] {
  return tickets.filter((ticket) => ticket.area === area).toSorted((a, b) => a.nth! - b.nth!)
}

export async function orderForMail(em: EntityManager, placed: PlacedOrder): Promise<OrderForMail> {
  const { reservation, performance } = placed
  const { seats, standing } = reservation.labels(performance)
  const tickets = standing.length > 0 ? await em.find(Ticket, { reservationId: reservation.id }) : []
  return {
    personId: reservation.personId,
    ...reservation.toOrderSummary(performance),
    seatLabels: seats,
    standing: standing.map((label) => ({
      ...label,
      entranceNumbers: ticketsOf(tickets, label.area).flatMap(({ entranceNumber }) => entranceNumber ?? []),
    })),
  }
}
