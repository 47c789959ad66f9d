import type { EntityManager } from '@mikro-orm/postgresql'
import { freePlaces } from './free-places.ts'
import { freeQuotas } from './free-quotas.ts'
import { Reservation } from './reservation.ts'
import { Ticket } from './ticket.ts'

/** Ends an order that is not paid for after all: it has no tickets, its places and the buyer's quota are free. */
export async function voidOrder(
  em: EntityManager,
  { paymentId, reservationId }: { paymentId: string; reservationId: string },
): Promise<void> {
  const [row] = await em.execute<object[]>(
    `update reservation set state = 'expired', ended_at = now(), declined_payments = declined_payments || ?::uuid,
       payment_id = null, order_number = null, ordered_at = null, suspended = false
     where id = ? and payment_id = ? and state = 'confirmed' returning *`,
    [paymentId, reservationId, paymentId],
  )
  if (!row) return
  const reservation = em.map(Reservation, row)
  const tickets = await em.find(Ticket, { reservationId }, { refresh: true })
  await em.execute(
    'delete from gift using ticket where ticket_id = ticket.id and ticket.reservation_id = ?',
    [reservationId],
    'run',
  )
  await em.execute('delete from ticket where reservation_id = ?', [reservationId], 'run')
  await freePlaces(em, reservation.performanceId, [{ reservation, tickets }])
  await freeQuotas(em, [{ reservation, places: tickets.length }])
}
