import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventData } from '@tiketi/contracts/events'
import { arrayOf } from '@tiketi/kit/array-of'

/** The bank has the money on its way. Money that came back for seats which were never sold has no refund here. */
export async function noteRefundsReturned(em: EntityManager, returned: EventData<'payment.refunded'>[]): Promise<void> {
  const ids = returned.flatMap(({ refundId }) => refundId ?? [])
  await em.execute(
    `with due as (
       select id from refund where id = any(?::uuid[]) and returned_at is null order by id for update
     )
     update refund set returned_at = now() from due where refund.id = due.id`,
    [arrayOf(ids)],
    'run',
  )
}
