import type { EntityManager } from '@mikro-orm/postgresql'
import type { OnSaleForService } from '@tiketi/contracts/event'

/** Keeps the terms of an on-sale, unless newer ones are known already. */
export async function storeOnSale(em: EntityManager, onSale: OnSaleForService): Promise<void> {
  const { id, version, opensAt, closesAt, waitingRoom, limitPerPerson, cancelled } = onSale
  const { virtualAccounts = false, isPresale = false } = onSale
  await em.execute(
    `insert into on_sale as known
       (id, version, opens_at, closes_at, waiting_room, limit_per_person, cancelled, virtual_accounts, is_presale)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set
       version = excluded.version, opens_at = excluded.opens_at, closes_at = excluded.closes_at,
       waiting_room = excluded.waiting_room, limit_per_person = excluded.limit_per_person, cancelled = excluded.cancelled,
       virtual_accounts = excluded.virtual_accounts, is_presale = excluded.is_presale
     where known.version < excluded.version`,
    [id, version, opensAt, closesAt, waitingRoom, limitPerPerson, cancelled, virtualAccounts, isPresale],
  )
}
