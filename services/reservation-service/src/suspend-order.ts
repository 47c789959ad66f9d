import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventData } from '@tiketi/contracts/events'

/** The deposit was taken back: the order stays, and its tickets' codes are worth nothing until it is made again. */
export async function suspendOrder(
  em: EntityManager,
  { paymentId, reservationId, move }: EventData<'payment.deposit-reversed'>,
): Promise<void> {
  await em.execute(
    `with suspended as (
       update reservation set suspended = true, payment_move = ?
       where id = ? and payment_id = ? and state in ('capturing', 'confirmed') and payment_move < ?
       returning id
     )
     update ticket t set code_version = code_version + 1 from suspended where t.reservation_id = suspended.id`,
    [move, reservationId, paymentId, move],
    'run',
  )
}
