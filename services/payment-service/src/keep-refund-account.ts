import type { EntityManager } from '@mikro-orm/postgresql'
import type { RefundAccount } from '@tiketi/contracts/payment'
import { Refusal } from '@tiketi/kit/refusal'

interface KeepRefundAccount {
  personId: string
  reservationId: string
  account: RefundAccount
}

/**
 * Where money of a deposit is to go, since the bank does not know who made it. What is owed already is brought there at
 * once.
 *
 * @throws Refusal 404 when nothing of such an order was paid by deposit.
 */
export async function keepRefundAccount(
  em: EntityManager,
  { personId, reservationId, account }: KeepRefundAccount,
): Promise<void> {
  const kept = await em.execute(
    `with kept as (
       update payment.payment set refund_account = ?::jsonb
       where reservation_id = ? and person_id = ? and deposit is not null and state in ('captured', 'refunding')
       returning id
     ), due as (
       update payment.refund r set next_look_at = now(), attempt = attempt + 1 from kept
       where r.payment_id = kept.id and r.state = 'due'
     )
     select id from kept`,
    [JSON.stringify(account), reservationId, personId],
  )
  if (kept.length === 0) throw new Refusal('DEPOSIT_UNKNOWN', 404, 'You have no such order that was paid by deposit.')
}
