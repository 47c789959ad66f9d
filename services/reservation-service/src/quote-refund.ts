import type { EntityManager } from '@mikro-orm/postgresql'
import type { Venue } from '@tiketi/contracts/event'
import { type RefundPolicy, type RefundQuote, USUAL_REFUND_POLICY } from '@tiketi/contracts/refund'
import { Refusal } from '@tiketi/kit/refusal'
import { Gift } from './gift.ts'
import { cutOffOf, feeOf } from './refund-fee.ts'
import { Reservation } from './reservation.ts'
import { Ticket } from './ticket.ts'

export interface QuotedOrder {
  reservation: Reservation
  /** Those that are still good. */
  tickets: Ticket[]
  /** Those of them that friends have, who must give them back first. */
  given: string[]
  quote: RefundQuote
}

interface Row {
  now: Date
  startsAt: Date
  venue: Venue
  cancelled: boolean
  /** Orders from before a postponement are given back without a fee until then. */
  freeUntil: Date | null
}

/**
 * What the tickets of an order would bring back at this moment of the database's clock.
 *
 * @param lock keeps others from the order until the transaction ends.
 * @throws Refusal 404 ORDER_UNKNOWN when it is not sold, or somebody else's.
 */
export async function quoteRefund(
  em: EntityManager,
  { orderId, personId, lock = false }: { orderId: string; personId: string; lock?: boolean },
): Promise<QuotedOrder> {
  const [row] = await em.execute<Row[]>(
    `select r.*, now(), p.starts_at as "startsAt", p.venue, p.cancelled,
       case when r.ordered_at < p.ordered_before and now() < p.refund_until then p.refund_until end as "freeUntil"
     from reservation r join performance p on p.id = r.performance_id
     where r.id = ? and r.person_id = ? and r.state in ('confirmed', 'refunded') ${lock ? 'for update of r' : ''}`,
    [orderId, personId],
  )
  if (!row) throw new Refusal('ORDER_UNKNOWN', 404, 'You have no such order.')
  const { now, startsAt, venue, cancelled, freeUntil, ...columns } = row
  const reservation = em.map(Reservation, columns)
  const tickets = await em.find(Ticket, { reservationId: orderId, refundId: null }, { refresh: true })
  const gifts = await em.find(Gift, { ticketId: tickets.map(({ id }) => id), state: 'accepted' }, { refresh: true })
  const given = gifts.map(({ ticketId }) => ticketId)
  const policy: RefundPolicy = reservation.refundPolicy ?? USUAL_REFUND_POLICY
  const { timeZone } = venue
  const free = cancelled || freeUntil
  const fee = free ? () => 0 : feeOf({ policy, now, orderedAt: reservation.orderedAt!, startsAt, timeZone })
  const until = freeUntil ?? cutOffOf(policy, startsAt, timeZone)
  return {
    reservation,
    tickets,
    given,
    quote: {
      because: cancelled ? 'cancelled' : freeUntil ? 'postponed' : 'policy',
      until: cancelled ? null : until.toISOString(),
      tickets: fee
        ? tickets
            .filter(({ id }) => !given.includes(id))
            .map((ticket) => {
              const priceWon = reservation.paidFor(ticket)
              return { id: ticket.id, priceWon, feeWon: fee(priceWon) }
            })
        : [],
    },
  }
}
