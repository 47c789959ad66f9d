import type { EntityManager } from '@mikro-orm/postgresql'
import type { Refund } from '@tiketi/contracts/refund'
import type { Performance } from './performance.ts'
import type { Reservation } from './reservation.ts'
import type { Ticket } from './ticket.ts'

interface RefundRow {
  id: string
  by: Refund['by']
  priceWon: number
  feeWon: number
  decidedAt: Date
  returnedAt: Date | null
}

interface Of {
  reservation: Reservation
  performance: Performance
  /** All of the order's. */
  tickets: Ticket[]
}

/** What was given back of an order, oldest first. */
export async function refundsOf(em: EntityManager, { reservation, performance, tickets }: Of): Promise<Refund[]> {
  const rows = await em.execute<RefundRow[]>(
    `select id, by, price_won as "priceWon", fee_won as "feeWon", decided_at as "decidedAt", returned_at as "returnedAt"
     from refund where reservation_id = ? order by decided_at, id`,
    [reservation.id],
  )
  return rows.map(({ id, by, priceWon, feeWon, decidedAt, returnedAt }) => ({
    id,
    by,
    priceWon,
    feeWon,
    amountWon: priceWon - feeWon,
    decidedAt: decidedAt.toISOString(),
    returnedAt: returnedAt?.toISOString() ?? null,
    places: tickets
      .filter(({ refundId }) => refundId === id)
      .map((ticket) => {
        const { section, row, number, grade } = reservation.labelOf(ticket, performance)
        return { section, row, number, grade }
      }),
  }))
}
