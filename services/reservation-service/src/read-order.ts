import type { EntityManager } from '@mikro-orm/postgresql'
import type { Order, OrderForMail } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'
import { Gift } from './gift.ts'
import { giftToken } from './gift-token.ts'
import type { Performance } from './performance.ts'
import { performanceOf } from './performances.ts'
import { refundsOf } from './read-refunds.ts'
import { KEPT, type Kept, Reservation } from './reservation.ts'
import { Ticket } from './ticket.ts'

export interface PlacedOrder {
  reservation: Reservation
  performance: Performance
  kept: Kept
}

/**
 * What was sold, and where.
 *
 * @param personId whose it must be; of anybody without.
 * @throws Refusal 404 ORDER_UNKNOWN when it is not sold, or somebody else's.
 */
export async function placedOrder(em: EntityManager, id: string, personId?: string): Promise<PlacedOrder> {
  const states = ['confirmed', 'refunded'] as const
  const reservation = await em.findOne(Reservation, { id, state: { $in: [...states] }, ...(personId && { personId }) })
  if (!reservation) throw new Refusal('ORDER_UNKNOWN', 404, 'You have no such order.')
  const [kept] = await em.execute<[Kept]>(`select ${KEPT} from reservation r where id = ?`, [id])
  return { reservation, performance: await performanceOf(em, reservation.performanceId), kept }
}

/** An order with its tickets, as its buyer sees it. */
export async function readOrder(em: EntityManager, placed: PlacedOrder, ticketKey: string): Promise<Order> {
  const { reservation, performance, kept } = placed
  const tickets = await em.find(Ticket, { reservationId: reservation.id }, { orderBy: { seat: 1, area: 1, nth: 1 } })
  const gifts = await em.find(Gift, { ticketId: tickets.map(({ id }) => id), endedAt: null })
  return {
    ...reservation.toOrderSummary(performance, kept),
    discountWon: reservation.discountWon(),
    pointsWon: reservation.pointsWon.reduce((sum, won) => sum + won, 0),
    gifts: performance.gifts,
    tickets: inOrder(reservation, tickets)
      .filter(({ refundId }) => !refundId)
      .map((ticket) => {
        const gift = gifts.find(({ ticketId }) => ticketId === ticket.id)
        const offered = gift?.state === 'offered'
        return {
          id: ticket.id,
          ...reservation.labelOf(ticket, performance),
          entranceNumber: ticket.entranceNumber ?? null,
          code: reservation.suspended || (gift && !offered) ? null : ticket.code(ticketKey),
          gift: gift
            ? {
                id: gift.id,
                deadline: offered ? gift.deadline.toISOString() : null,
                token: offered ? giftToken(gift.id, ticketKey) : null,
              }
            : null,
        }
      }),
    suspended: reservation.suspended,
    refunds: await refundsOf(em, { reservation, performance, tickets }),
  }
}

/** As they were chosen. */
function inOrder({ seats }: Reservation, tickets: Ticket[]): Ticket[] {
  const at = ({ seat }: Ticket) => (typeof seat === 'number' ? seats.indexOf(seat) : seats.length)
  return tickets.toSorted((a, b) => at(a) - at(b))
}

export async function orderForMail(em: EntityManager, placed: PlacedOrder): Promise<OrderForMail> {
  const { reservation, performance, kept } = placed
  const { seats, standing } = reservation.labels(performance)
  const tickets = standing.length > 0 ? await em.find(Ticket, { reservationId: reservation.id }) : []
  return {
    personId: reservation.personId,
    ...reservation.toOrderSummary(performance, kept),
    seatLabels: seats,
    standing: standing.map((label) => ({
      ...label,
      entranceNumbers: tickets
        .filter((ticket) => ticket.area === label.area && reservation.priceOf(ticket) === label.priceWon)
        .toSorted((a, b) => a.nth! - b.nth!)
        .flatMap(({ entranceNumber }) => entranceNumber ?? []),
    })),
  }
}
