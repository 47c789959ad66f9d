import type { EntityManager } from '@mikro-orm/postgresql'
import { endTickets } from './end-tickets.ts'
import { freePlaces } from './free-places.ts'
import { freeQuotas } from './free-quotas.ts'
import type { Reservation } from './reservation.ts'
import { Ticket } from './ticket.ts'

/**
 * Gives back all that is left of locked orders of one cancelled performance, in as many statements for all of them as for
 * one. No fee is kept, and the places are free at once, since nobody can buy them.
 */
export async function giveBackOrders(
  em: EntityManager,
  performanceId: string,
  reservations: Reservation[],
): Promise<void> {
  const tickets = await em.find(Ticket, { reservationId: reservations.map(({ id }) => id), refundId: null })
  const byOrder = Map.groupBy(tickets, ({ reservationId }) => reservationId)
  const orders = reservations.map((reservation) => {
    const own = byOrder.get(reservation.id) ?? []
    return { reservation, tickets: own, feeWon: 0, whole: true, places: own.length }
  })
  await endTickets(em, 'organiser', orders)
  // Stock rows, seats and quota are locked in the order in which every hold locks them.
  await freePlaces(em, performanceId, orders)
  await freeQuotas(em, orders)
}
