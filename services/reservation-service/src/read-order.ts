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
  const labels = performance.label(reservation.seats, reservation.pricesWon)
  return {
    ...reservation.toOrderSummary(performance),
    tickets: labels.flatMap((label) => {
      const ticket = tickets.find(({ seat }) => seat === label.seat)
      return ticket ? [{ id: ticket.id, ...label, code: ticket.code(ticketKey) }] : []
    }),
  }
}

export function orderForMail({ reservation, performance }: PlacedOrder): OrderForMail {
  return {
    personId: reservation.personId,
    ...reservation.toOrderSummary(performance),
    seatLabels: performance.label(reservation.seats, reservation.pricesWon),
  }
}
