import type { EntityManager } from '@mikro-orm/postgresql'
import type { RefundRun } from '@tiketi/contracts/refund'
import type { Caller } from '@tiketi/kit/access'
import { Refusal } from '@tiketi/kit/refusal'

interface Row {
  startedAt: Date | null
  doneAt: Date | null
  underWay: number
  orders: number
  ordersWon: number
  owed: number
  owedWon: number
  returned: number
  returnedWon: number
}

/**
 * How far giving back a whole performance is, or what it would be.
 *
 * @throws Refusal 404 when there is no such performance, or it is somebody else's.
 */
export async function readRefundRun(em: EntityManager, caller: Caller, performanceId: string): Promise<RefundRun> {
  const [row] = await em.execute<Row[]>(
    `select run.started_at as "startedAt", run.done_at as "doneAt", sold.*, back.*
     from performance p left join refund_run run on run.performance_id = p.id, lateral (
       select count(*) filter (where state = 'capturing')::int as "underWay",
         count(*) filter (where state = 'confirmed')::int as orders,
         coalesce(sum(r.total_won - f.won) filter (where state = 'confirmed'), 0)::bigint as "ordersWon"
       from reservation r, lateral (select coalesce(sum(price_won), 0) as won from refund where reservation_id = r.id) f
       where r.performance_id = p.id and r.state in ('capturing', 'confirmed')) sold, lateral (
       select count(*) filter (where returned_at is null)::int as owed,
         coalesce(sum(price_won - fee_won) filter (where returned_at is null), 0)::bigint as "owedWon",
         count(returned_at)::int as returned,
         coalesce(sum(price_won - fee_won) filter (where returned_at is not null), 0)::bigint as "returnedWon"
       from refund f join reservation r on r.id = f.reservation_id
       where r.performance_id = p.id and r.state in ('confirmed', 'refunded') and f.by = 'organiser') back
     where p.id = ? and (p.organiser_id = ? or ?)`,
    [performanceId, caller.id, caller.roles.includes('admin')],
  )
  if (!row) throw new Refusal('PERFORMANCE_UNKNOWN', 404, 'There is no such performance on sale.')
  return {
    performanceId,
    startedAt: row.startedAt?.toISOString() ?? null,
    doneAt: row.doneAt?.toISOString() ?? null,
    underWay: row.underWay,
    left: { orders: row.orders, won: row.ordersWon },
    owed: { orders: row.owed, won: row.owedWon },
    returned: { orders: row.returned, won: row.returnedWon },
  }
}
