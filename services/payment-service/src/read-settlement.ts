import type { EntityManager } from '@mikro-orm/postgresql'
import type { Settlement } from '@tiketi/contracts/payment'
import type { Caller } from '@tiketi/kit/access'

/** What an event brought its organiser, as the ledger has it; nothing of events of others. */
export async function readSettlement(em: EntityManager, caller: Caller, eventId: string): Promise<Settlement> {
  const [row] = await em.execute<[Omit<Settlement, 'eventId' | 'netWon' | 'methods'>]>(
    `select count(distinct p.id) filter (where p.state in ('captured', 'refunding', 'refunded'))::int as orders,
       coalesce(-sum(l.amount_won) filter (where e.kind in ('captured', 'deposit-reversed') and l.account = 'sales'), 0)::bigint as "grossWon",
       coalesce(sum(l.amount_won) filter (where e.kind = 'refund-owed' and l.account = 'sales'), 0)::bigint as "refundsWon",
       coalesce(-sum(l.amount_won) filter (where l.account = 'fees'), 0)::bigint as "feesWon",
       coalesce(-sum(l.amount_won) filter (where l.account = 'owed'), 0)::bigint as "owedWon",
       coalesce(sum(l.amount_won) filter (where l.account = 'bank'), 0)::bigint as "atBankWon"
     from payment.payment p join payment.ledger_entry e on e.payment_id = p.id
       left join payment.ledger_line l on l.entry_id = e.id
     where p.event_id = ? and (p.organiser_id = ? or ?)`,
    [eventId, caller.id, caller.roles.includes('admin')],
  )
  const methods = await em.execute<Settlement['methods']>(
    `select coalesce(p.paid_with->>'method', 'unknown') as method, count(*)::int as orders,
       sum(p.amount_won + p.points_won)::bigint as "grossWon"
     from payment.payment p
     where p.state in ('captured', 'refunding', 'refunded') and p.event_id = ? and (p.organiser_id = ? or ?)
     group by 1 order by 3 desc, 1`,
    [eventId, caller.id, caller.roles.includes('admin')],
  )
  return { eventId, ...row, methods, netWon: row.grossWon - row.refundsWon + row.feesWon }
}

interface OrderRow {
  orderId: string
  performanceId: string
  method: string
  paidAt: Date
  grossWon: number
  refundsWon: number
  feesWon: number
}

/** The same order by order (RFC 4180); its columns sum to the settlement. */
export async function settlementCsv(em: EntityManager, caller: Caller, eventId: string): Promise<string> {
  const rows = await em.execute<OrderRow[]>(
    `select p.order_id as "orderId", p.performance_id as "performanceId",
       coalesce(p.paid_with->>'method', 'unknown') as method,
       min(e.at) filter (where e.kind = 'captured') as "paidAt",
       coalesce(-sum(l.amount_won) filter (where e.kind in ('captured', 'deposit-reversed') and l.account = 'sales'), 0)::bigint as "grossWon",
       coalesce(sum(l.amount_won) filter (where e.kind = 'refund-owed' and l.account = 'sales'), 0)::bigint as "refundsWon",
       coalesce(-sum(l.amount_won) filter (where l.account = 'fees'), 0)::bigint as "feesWon"
     from payment.payment p join payment.ledger_entry e on e.payment_id = p.id
       join payment.ledger_line l on l.entry_id = e.id
     where p.event_id = ? and (p.organiser_id = ? or ?)
     group by p.id order by "paidAt", p.order_id`,
    [eventId, caller.id, caller.roles.includes('admin')],
  )
  const lines = rows.map(({ orderId, performanceId, method, paidAt, grossWon, refundsWon, feesWon }) =>
    [
      paidAt.toISOString(),
      orderId,
      performanceId,
      method,
      grossWon,
      refundsWon,
      feesWon,
      grossWon - refundsWon + feesWon,
    ].join(),
  )
  return ['paid_at,order_id,performance_id,method,gross_won,refunds_won,fees_won,net_won', ...lines, ''].join('\r\n')
}
