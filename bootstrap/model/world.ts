import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { PaymentStatus, PreparedPayment } from '@tiketi/contracts/payment'
import { until } from '@tiketi/kit/testing'
import pg from 'pg'
import { stage } from '../../services/payment-service/test/stage.ts'
import type { Someone } from '../../services/reservation-service/test/stage.ts'
import type { Authenticated } from '../local/bank/buyer.ts'
import { disagreementsIn } from '../test/purchase/books.ts'

export const SEATS = 6
export const BUYERS = 3
export const LIMIT = 4

/** What must be so at every instant, though money be under way. */
const NEVER = `
  select 'a seat with two live claims' as what from (select from reservation.reservation r, unnest(r.seats) as seat
    where r.state in ('held', 'capturing', 'confirmed') and not exists (select from reservation.ticket t
      where t.reservation_id = r.id and t.seat = seat and t.refund_id is not null)
    group by r.performance_id, seat having count(*) > 1) as twice
  union all
  select 'more kept or owed than was paid' from payment.payment
    where refund_due_won < 0 or refunded_won < 0 or refund_due_won + refunded_won > amount_won
  union all
  select 'a quota below zero or above what is allowed' from reservation.buyer_quota where taken < 0 or taken > allowed`

/** What one sequence believes of a hold. */
export interface Order {
  id: string
  buyer: number
  /** Those that are still its buyer's. */
  seats: number[]
  state: 'held' | 'over' | 'sold'
  prepared?: PreparedPayment
  redirect?: Authenticated
}

/** What a sequence of commands should have made of one performance. */
export interface Model {
  orders: Order[]
}

type Stage = Awaited<ReturnType<typeof stage>>

export interface World {
  stage: Stage
  performanceId: string
  buyers: Someone[]
  /** Tells payment-service that the buyer is back from the bank. */
  confirm(redirect: Authenticated): Promise<{ status: number; body: PaymentStatus & { code?: string } }>
  stateOf(order: Order): Promise<string>
  /** Waits until all is settled, and asserts that seats and money agree. */
  agrees(): Promise<void>
}

/** Makes worlds: each a performance and people of its own, over the same services, stores and bank. */
export async function worlds(t: TestContext): Promise<() => Promise<World>> {
  const all = await stage(t, { webhooks: true })
  const url = new URL(process.env.TIKETI_TEST_ADMIN_URL!)
  url.pathname = new URL(all.seats.databaseUrl).pathname
  const database = new pg.Client(url.href)
  // The database is dropped under it when the test ends.
  database.on('error', () => {})
  await database.connect()
  t.after(() => database.end())

  return async () => {
    const performance = await all.seats.sell({ onSale: { limitPerPerson: LIMIT } })
    return {
      stage: all,
      performanceId: performance.id,
      buyers: await Promise.all(Array.from({ length: BUYERS }, () => all.seats.someone())),
      async confirm(redirect) {
        // Everybody comes from an address of their own, as buyers do.
        const remoteAddress = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`
        const url = '/api/payment/confirmations'
        const answer = await all.app.inject({ method: 'POST', url, payload: redirect, remoteAddress })
        return { status: answer.statusCode, body: answer.json() }
      },
      stateOf: async ({ id }) => (await all.reservation(id)).state,
      async agrees() {
        assert.deepEqual((await database.query(NEVER)).rows, [])
        let found: unknown[] = []
        await until(
          async () => {
            found = await disagreementsIn(database, { bankUrl: all.bank.url })
            return found.length === 0
          },
          { timeoutMs: 15_000 },
        ).catch(() => assert.deepEqual(found, [], 'Seats and money do not agree.'))
        assert.deepEqual((await database.query(NEVER)).rows, [])
      },
    }
  }
}
