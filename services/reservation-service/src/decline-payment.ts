import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventData } from '@tiketi/contracts/events'
import { endHolds } from './end-holds.ts'
import { voidOrder } from './void-order.ts'

/**
 * The bank said no: the seats are the buyer's again while their deadline lasts, else they go back on sale at once. The
 * payment is remembered, so that a late request of it does not take the seats once more. An order whose deposit was taken
 * back, and not made again in time, is void.
 */
export async function declinePayment(
  em: EntityManager,
  { paymentId, reservationId }: EventData<'payment.declined'>,
): Promise<void> {
  await em.execute(
    `update reservation set declined_payments = declined_payments || ?::uuid,
       state = case when payment_id = ? then 'held' else state end,
       points_won = case when payment_id = ? then '{}' else points_won end,
       payment_id = nullif(payment_id, ?)
     where id = ? and state in ('held', 'capturing') and not ? = any(declined_payments)`,
    [paymentId, paymentId, paymentId, paymentId, reservationId, paymentId],
    'run',
  )
  await endHolds(em, { to: 'expired', where: 'id = ? and deadline <= now()', params: [reservationId] })
  await voidOrder(em, { paymentId, reservationId })
}
