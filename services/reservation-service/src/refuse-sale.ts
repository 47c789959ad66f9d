import type { EntityManager } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'
import type { PassCheck } from './pass.ts'

/** Whom nothing is sold to. */
export interface Refused {
  performanceId: string
  onSaleId: string
  personId: string
  pass: PassCheck
}

/** Tells why nothing is sold now, or not to this buyer, by the database's clock. @throws Refusal always. */
export async function refuseSale(
  em: EntityManager,
  { performanceId, onSaleId, personId, pass }: Refused,
): Promise<never> {
  const [sale] = await em.execute<[Sale]>(
    `select p.cancelled or o.cancelled as cancelled, p.starts_at <= now() as started, o.opens_at > now() as early,
       o.closes_at <= now() as late, o.waiting_room as "waitingRoom", o.opens_at as "opensAt", now(),
       o.is_presale and not exists (
         select from presale_entry e where e.event_id = p.event_id and e.person_id = ?) as "codeNeeded",
       coalesce((select passes_from from pass_revocation v where v.on_sale_id = o.id), to_timestamp(0)) as "passesFrom"
     from performance p, on_sale o where p.id = ? and o.id = ?`,
    [personId, performanceId, onSaleId],
  )
  const { cancelled, started, early, late, waitingRoom, opensAt, now, codeNeeded, passesFrom } = sale
  if (cancelled) throw new Refusal('PERFORMANCE_CANCELLED', 409, 'This performance was cancelled.')
  if (started) throw new Refusal('PERFORMANCE_STARTED', 409, 'This performance has begun.')
  if (early)
    throw new Refusal('NOT_OPEN_YET', 409, 'The sale has not opened yet.', {
      opensAt: opensAt.toISOString(),
      serverTime: now.toISOString(),
    })
  if (late) throw new Refusal('SALE_CLOSED', 409, 'The sale is over.')
  if (codeNeeded)
    throw new Refusal('PRESALE_CODE_NEEDED', 403, 'This is a presale. Please enter your code on the page of the event.')
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
  codeNeeded: boolean
  passesFrom: Date
}
