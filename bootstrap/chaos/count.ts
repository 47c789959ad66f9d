import pg from 'pg'
import type { System } from '../local/system.ts'
import { wonApart } from '../test/purchase/books.ts'

/** Counted apart from the books' own rules: what the tables say of tickets, and the bank of money. */
export async function count(system: System, kept: string[]) {
  const database = new pg.Client(system.adminUrl)
  await database.connect()
  try {
    const twice = await database.query<{ count: number }>(
      `select count(*)::int as count from (select from reservation.ticket t
        join reservation.reservation r on r.id = t.reservation_id where t.refund_id is null and t.seat is not null
        group by r.performance_id, t.seat having count(*) > 1) as twice`,
    )
    const live = await database.query(
      'select from reservation.ticket where refund_id is null and id = any($1::uuid[])',
      [kept],
    )
    const apart = [...(await wonApart(database, system.bankUrl)).values()]
    return {
      soldTwice: twice.rows[0]!.count,
      wonApart: apart.reduce((sum, won) => sum + Math.abs(won), 0),
      gone: kept.length - live.rows.length,
    }
  } finally {
    await database.end()
  }
}
