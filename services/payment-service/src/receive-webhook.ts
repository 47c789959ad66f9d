import type { EntityManager } from '@mikro-orm/postgresql'
import Type from 'typebox'

/** Lenient: the bank adds fields without notice. */
export const Webhook = Type.Object({
  eventType: Type.String({ maxLength: 100 }),
  data: Type.Object({ orderId: Type.String({ minLength: 1, maxLength: 64 }) }),
})
export type Webhook = Type.Static<typeof Webhook>

/**
 * The bank says that a payment changed. Webhooks are unsigned, so it is taken as a hint to look now and nothing more;
 * a repeated transmission is dropped.
 */
export async function receiveWebhook(em: EntityManager, id: string, { data: { orderId } }: Webhook): Promise<void> {
  await em.execute(
    `with fresh as (
       insert into payment.webhook (id, order_id) values (?, ?) on conflict do nothing returning order_id
     ), owed as (
       update payment.refund r set next_look_at = now() from payment.payment p join fresh using (order_id)
       where r.payment_id = p.id and r.state = 'due'
     )
     update payment.payment p set next_look_at = now() from fresh
     where p.order_id = fresh.order_id and p.next_look_at is not null and p.state = 'confirming'`,
    [id, orderId],
  )
}
