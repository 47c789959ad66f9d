import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventData } from '@tiketi/contracts/events'

/** The bank has the money on its way. Money that came back for seats which were never sold has no refund here. */
export async function noteRefundReturned(
  em: EntityManager,
  { refundId }: EventData<'payment.refunded'>,
): Promise<void> {
  if (refundId)
    await em.execute('update refund set returned_at = now() where id = ? and returned_at is null', [refundId], 'run')
}
