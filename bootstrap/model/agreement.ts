import { readFileSync } from 'node:fs'
import type pg from 'pg'

/** Which rows of a table belong to the performance whose id is $1. */
const OF_PERFORMANCE: Record<string, string> = {
  'reservation.reservation': 'performance_id = $1',
  'reservation.seat_claim': 'performance_id = $1',
  'reservation.cooling_place': 'performance_id = $1',
  'reservation.waiting': 'performance_id = $1',
  'reservation.standing_stock': 'performance_id = $1',
  'reservation.buyer_quota': `scope in (select id from reservation.performance where id = $1
    union all select on_sale_id from reservation.performance where id = $1)`,
  'reservation.ticket': 'reservation_id in (select id from reservation.reservation where performance_id = $1)',
  'reservation.refund': 'reservation_id in (select id from reservation.reservation where performance_id = $1)',
  'payment.payment': 'performance_id = $1',
  'payment.refund': 'payment_id in (select id from payment.payment where performance_id = $1)',
  'payment.ledger_entry': 'payment_id in (select id from payment.payment where performance_id = $1)',
  'payment.ledger_line': `entry_id in (select e.id from payment.ledger_entry e
    join payment.payment p on p.id = e.payment_id where p.performance_id = $1)`,
}

/** What must be so at every instant, though money be under way. */
const NEVER = `
  select 'a seat with two live claims' as what, seat::text as id from reservation.reservation r, unnest(r.seats) as seat
    where (r.state in ('capturing', 'confirmed') or (r.state = 'held' and r.deadline > now()))
      and not exists (select from reservation.ticket t
        where t.reservation_id = r.id and t.seat = seat and t.refund_id is not null)
    group by seat having count(*) > 1
  union all
  select 'tickets for other places than were paid', p.id::text from payment.payment p
    join reservation.reservation r on r.payment_id = p.id and r.state in ('confirmed', 'refunded')
    where cardinality(r.seats) + cardinality(r.areas) <> (select count(*) from reservation.ticket t where t.reservation_id = r.id)
  union all
  select 'a balance below zero', p.id::text from payment.payment p
    where refund_due_won < 0 or refunded_won < 0 or refund_due_won + refunded_won > amount_won
      or exists (select from payment.ledger_entry e join payment.ledger_line l on l.entry_id = e.id
        where e.payment_id = p.id and account = 'bank' having sum(l.amount_won) < 0)
  union all
  select 'a quota below zero or above what is allowed', person_id::text from reservation.buyer_quota
    where taken < 0 or taken > allowed
  union all
  select 'more places than there are', area::text from reservation.standing_stock
    where available < 0 or sold < 0 or available + sold > places`

const never = ofOnePerformance(NEVER)
const whenQuiet = ofOnePerformance(readFileSync(new URL('../recovery/books.sql', import.meta.url), 'utf8'))

/** What is wrong with a performance at an instant at which nothing is under way. */
export async function brokenIn(database: pg.Client, performanceId: string): Promise<string[]> {
  const broken: string[] = []
  for (const [name, text] of Object.entries({ never, whenQuiet }))
    for (const { what, id } of (await database.query({ name, text, values: [performanceId] })).rows)
      broken.push(`${what}: ${id}`)
  return broken
}

/** What is wrong already, whatever is under way. */
export async function brokenNow(database: pg.Client, performanceId: string): Promise<string[]> {
  const { rows } = await database.query({ name: 'never', text: never, values: [performanceId] })
  return rows.map(({ what, id }) => `${what}: ${id}`)
}

/** The same question of one performance's rows alone, however many others there are. */
function ofOnePerformance(sql: string): string {
  const used = new Set<string>()
  const restricted = sql.replaceAll(/\b(reservation|payment)\.(\w+)/g, (table, schema, name) => {
    if (!OF_PERFORMANCE[table]) throw new Error(`Which rows of ${table} belong to a performance?`)
    used.add(table)
    return `its_${schema}_${name}`
  })
  const rows = [...used].map(
    (table) => `its_${table.replace('.', '_')} as (select * from ${table} where ${OF_PERFORMANCE[table]})`,
  )
  return `with ${rows.join(', ')} ${restricted}`
}
