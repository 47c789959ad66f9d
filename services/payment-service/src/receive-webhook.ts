import type { EntityManager } from '@mikro-orm/postgresql'
import Type from 'typebox'

/** Lenient: the bank adds fields without notice. */
const OrderId = Type.String({ minLength: 1, maxLength: 64 })
const Changed = Type.Object({ eventType: Type.String({ maxLength: 100 }), data: Type.Object({ orderId: OrderId }) })
/** DEPOSIT_CALLBACK: it says neither what it is nor which payment it is about. */
const Deposited = Type.Object({ orderId: OrderId, secret: Type.String({ maxLength: 100 }), status: Type.String() })
export const Webhook = Type.Union([Changed, Deposited])
export type Webhook = Type.Static<typeof Webhook>

/**
 * The bank says that a payment changed. Webhooks are unsigned, so it is taken as a hint to look now and nothing more;
 * a repeated transmission is dropped, and so is one about a deposit that does not know the payment's secret.
 */
export async function receiveWebhook(em: EntityManager, id: string, webhook: Webhook): Promise<void> {
  const { orderId, secret } = 'data' in webhook ? { ...webhook.data, secret: null } : webhook
  await em.execute(
    `with fresh as (
       insert into payment.webhook (id, order_id) values (?, ?) on conflict do nothing returning order_id
     ), owed as (
       update payment.refund r set next_look_at = now() from payment.payment p join fresh using (order_id)
       where r.payment_id = p.id and r.state = 'due'
     )
     update payment.payment p set next_look_at = now() from fresh
     where p.order_id = fresh.order_id and (p.state = 'confirming' and p.next_look_at is not null
       or p.state in ('awaiting-deposit', 'captured') and p.deposit is not null
         and coalesce(p.deposit->>'secret' = ?, true))`,
    [id, orderId, secret],
  )
}
