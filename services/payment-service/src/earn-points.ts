import type { EntityManager } from '@mikro-orm/postgresql'
import { POINTS } from '@tiketi/contracts/points'
import { PerformanceTimes } from '@tiketi/contracts/reservation'
import type { Ask } from '@tiketi/kit/ask'
import type { Log } from '@tiketi/kit/log'

const AT_ONCE = 50
/** Another process takes a payment up again after this long, should this one be gone. */
const LEASE_SECONDS = 60

interface Due {
  id: string
  performanceId: string
}

/**
 * Gives points for what was paid with money and kept, once the performance took place. It may have been postponed or
 * cancelled since, so reservation-service is asked.
 */
export async function earnPoints(em: EntityManager, { ask, log }: { ask: Ask; log: Log }): Promise<void> {
  const due = await em.execute<Due[]>(
    `update payment.payment set earn_at = now() + make_interval(secs => ${LEASE_SECONDS}) where id in (
       select id from payment.payment where earn_at <= now() order by earn_at limit ${AT_ONCE} for update skip locked)
     returning id, performance_id as "performanceId"`,
  )
  const times = new Map<string, PerformanceTimes>()
  for (const { id, performanceId } of due) {
    try {
      const known =
        times.get(performanceId) ??
        (await ask('reservation', 'GET', `/internal/performances/${performanceId}/times`, { answer: PerformanceTimes }))
      times.set(performanceId, known)
      await em.fork().transactional((em) => earn(em as EntityManager, id, known))
    } catch (error) {
      log.warn({ err: error, paymentId: id }, 'points were not given yet; it is tried again')
    }
  }
}

async function earn(em: EntityManager, paymentId: string, { startsAt, cancelled }: PerformanceTimes): Promise<void> {
  const after = `interval '${POINTS.earnedAfterHours} hours'`
  const [ripe] = await em.execute<{ personId: string; points: number }[]>(
    `update payment.payment
       set earn_at = case when not ? and ?::timestamptz + ${after} > now() then ?::timestamptz + ${after} end
     where id = ? and earn_at is not null
     returning person_id as "personId", case when earn_at is null and not ? and state = 'captured'
       then (amount_won - refund_due_won - refunded_won) * ${POINTS.earnPercent} / 100 else 0 end as points`,
    [cancelled, startsAt, startsAt, paymentId, cancelled],
  )
  if (!ripe || ripe.points === 0) return
  await em.execute(
    `with lot as (
       insert into payment.point_lot (person_id, payment_id, expires_at)
       values (?, ?, now() + interval '${POINTS.validMonths} months') on conflict do nothing returning id
     ), entry as (
       insert into payment.point_entry (kind, person_id, payment_id)
       select 'earned', ?, ? from lot returning id
     )
     insert into payment.point_line (entry_id, lot_id, account, points)
     select entry.id, lot.id, account, sign * ?::int from entry, lot,
       (values ('issued', -1), ('available', 1)) as side (account, sign)`,
    [ripe.personId, paymentId, ripe.personId, paymentId, ripe.points],
    'run',
  )
}
