import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { putOnSale } from '../../test/purchase/shop.ts'
import { weighed } from '../between.ts'
import { HALL_SEATS } from '../ground.ts'
import type { Row } from '../row.ts'
import { sellOut } from '../sell-out.ts'

const SEATS_EACH = 4
const ORDERS = HALL_SEATS / SEATS_EACH
const BANK_MS = 20
/** A second, and no less. */
const WANTED = 50
const LOOK_AGAIN_MS = 250

export const refunds: Row = {
  name: 'refund',
  title: `refunds of a cancelled hall of ${HALL_SEATS} seats, the bank taking ${BANK_MS} ms`,
  goal: 1,
  async measure({ system, database }) {
    const show = await putOnSale(system, { seats: HALL_SEATS })
    await sellOut({ system, database, show, orders: ORDERS, seatsEach: SEATS_EACH })
    await fetch(`${system.bankUrl}/sandbox/script`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ on: 'cancel', fault: 'delay', delayMs: BANK_MS, times: 10 * ORDERS }),
    })
    const { perCpuSecond, seconds } = await weighed(system.pid('payment'), ORDERS, async () => {
      const begun = performance.now()
      // As reservation-service does when it hears of the cancellation.
      await database.query('update reservation.performance set cancelled = true where id = $1', [show.performanceId])
      await database.query('insert into reservation.refund_run (performance_id) values ($1)', [show.performanceId])
      while (await someLeft(database, show.performanceId)) await pause(LOOK_AGAIN_MS)
      return { seconds: (performance.now() - begun) / 1_000 }
    })
    await fetch(`${system.bankUrl}/sandbox/script`, { method: 'DELETE' })
    const { rows } = await database.query<{ p99: number }>(
      `select percentile_cont(0.99) within group (order by extract(epoch from r.returned_at - r.created_at) * 1000)::float8 as p99
       from payment.refund r join payment.payment p on p.id = r.payment_id where p.performance_id = $1`,
      [show.performanceId],
    )
    return { ours: ORDERS / seconds, limit: WANTED, p99Ms: rows[0]!.p99, perCpuSecond }
  },
}

async function someLeft(database: pg.Client, performanceId: string): Promise<boolean> {
  const { rows } = await database.query<{ left: boolean }>(
    `select exists (select from payment.payment where performance_id = $1 and state <> 'refunded') as left`,
    [performanceId],
  )
  return rows[0]!.left
}
