import type { EntityManager } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'
import type { PassCheck } from './pass.ts'
import type { Performance } from './performance.ts'

/** Tells why nothing is sold now, by the database's clock. @throws Refusal always. */
export async function refuseSale(em: EntityManager, { id }: Performance, pass: PassCheck): Promise<never> {
  const [sale] = await em.execute<[Sale]>(
    `select p.cancelled or o.cancelled as cancelled, p.starts_at <= now() as started, o.opens_at > now() as early,
       o.closes_at <= now() as late, o.waiting_room as "waitingRoom", o.opens_at as "opensAt", now(),
       coalesce((select passes_from from pass_revocation v where v.on_sale_id = o.id), to_timestamp(0)) as "passesFrom"
     from performance p join on_sale o on o.id = p.on_sale_id where p.id = ?`,
    [id],
  )
  const { cancelled, started, early, late, waitingRoom, opensAt, now, passesFrom } = sale
  if (cancelled) throw new Refusal('PERFORMANCE_CANCELLED', 409, 'This performance was cancelled.')
  if (started) throw new Refusal('PERFORMANCE_STARTED', 409, 'This performance has begun.')
  if (early)
    throw new Refusal('NOT_OPEN_YET', 409, 'The sale has not opened yet.', {
      opensAt: opensAt.toISOString(),
      serverTime: now.toISOString(),
    })
  if (late) throw new Refusal('SALE_CLOSED', 409, 'The sale is over.')
  if (waitingRoom && !pass.passed) throw pass.refusal
  if (waitingRoom && pass.passed && pass.at < passesFrom)
    throw new Refusal('PASS_INVALID', 403, 'This pass was taken back. The waiting room calls you again, before others.')
  throw new Refusal('SALE_CHANGED', 409, 'Prices or times have just changed. Please look again.', {
    retryAfterSeconds: 1,
  })
}

interface Sale {
  cancelled: boolean
  started: boolean
  early: boolean
  late: boolean
  waitingRoom: boolean
  opensAt: Date
  now: Date
  passesFrom: Date
}
