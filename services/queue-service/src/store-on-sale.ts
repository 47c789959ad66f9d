import type { EntityManager } from '@mikro-orm/postgresql'
import type { OnSaleForService } from '@tiketi/contracts/event'

/** Keeps the terms of an on-sale. Older ones than those known change nothing, so events may come in any order. */
export async function storeOnSale(em: EntityManager, onSale: OnSaleForService): Promise<void> {
  const { id, version, organiserId, opensAt, closesAt, waitingRoom, admissionsPerSecond, seats, cancelled } = onSale
  const { isPresale = false } = onSale
  await em.execute(
    `insert into queue.on_sale as known
       (id, version, organiser_id, opens_at, closes_at, waiting_room, admissions_per_second, seats, cancelled, is_presale)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set
       version = excluded.version, organiser_id = excluded.organiser_id, opens_at = excluded.opens_at, closes_at = excluded.closes_at,
       waiting_room = excluded.waiting_room, admissions_per_second = excluded.admissions_per_second,
       seats = excluded.seats, cancelled = excluded.cancelled, is_presale = excluded.is_presale
     where known.version < excluded.version`,
    [
      id,
      version,
      organiserId ?? null,
      opensAt,
      closesAt,
      waitingRoom,
      admissionsPerSecond,
      seats,
      cancelled,
      isPresale,
    ],
  )
}
