import type { EntityManager } from '@mikro-orm/postgresql'
import type { VoucherUses } from '@tiketi/contracts/voucher'
import type { Caller } from '@tiketi/kit/access'

/** How the vouchers of an event are used; nothing of events of others. */
export async function readVoucherUses(em: EntityManager, caller: Caller, eventId: string): Promise<VoucherUses> {
  const uses = await em.execute<VoucherUses['uses']>(
    `select v.id as "voucherId", v.taken,
       count(r.id)::int as sold,
       coalesce(sum((select sum(won) from unnest(r.discounts_won) as won)), 0)::int as "discountWon"
     from voucher v left join reservation r on r.voucher_id = v.id and r.state = 'confirmed'
     where v.event_id = ? and exists (
       select from performance p where p.event_id = v.event_id and (p.organiser_id = ? or ?))
     group by v.id order by v.id`,
    [eventId, caller.id, caller.roles.includes('admin')],
  )
  return { uses }
}
