import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { EntityManager } from '@mikro-orm/postgresql'
import { createAsk } from '@tiketi/kit/ask'
import { connectDatabase } from '@tiketi/kit/database'
import { createLog } from '@tiketi/kit/log'
import { until } from '@tiketi/kit/testing'
import type { Someone } from '../../reservation-service/test/stage.ts'
import { earnPoints } from '../src/earn-points.ts'
import { expirePoints } from '../src/expire-points.ts'
import { database } from '../src/orm.ts'
import { stage } from './stage.ts'

/** A stage on which people have points, as if they had earned them. */
async function pointed(t: TestContext) {
  const all = await stage(t)
  const { sql, databaseUrl, tokens, app: reservation } = all.seats
  const log = createLog('points-test', 'silent')
  const orm = await connectDatabase(
    database,
    {
      DATABASE_URL: databaseUrl.replace('//reservation@', '//payment@'),
      DATABASE_PASSWORD: process.env.TIKETI_TEST_ROLE_PASSWORD!,
      DATABASE_POOL: 2,
    },
    log,
  )
  t.after(() => orm.close(true))
  const { port } = reservation.server.address() as AddressInfo
  const ask = createAsk('payment', { reservation: `http://127.0.0.1:${port}` }, tokens.config.SERVICE_TOKEN_KEYS)
  t.after(() => ask.close())
  /** As the service's own role. */
  const own = () => orm.em.fork() as EntityManager
  /** A lot of points for each number, each lasting a day longer than the one before. */
  async function give(who: Someone, ...lots: number[]) {
    for (const [at, points] of lots.entries())
      await sql(
        `with paid as (
           insert into payment.payment (id, order_id, reservation_id, person_id, order_name, amount_won, state, payment_key, deadline)
           values (gen_random_uuid(), gen_random_uuid()::text, gen_random_uuid(), ?, 'long ago', 1000, 'captured', 'key', now()) returning id
         ), lot as (
           insert into payment.point_lot (person_id, payment_id, expires_at)
           select ?, id, now() + make_interval(days => ?) from paid returning id, payment_id
         ), entry as (
           insert into payment.point_entry (kind, person_id, payment_id) select 'earned', ?, payment_id from lot returning id
         )
         insert into payment.point_line (entry_id, lot_id, account, points)
         select entry.id, lot.id, account, sign * ? from entry, lot, (values ('issued', -1), ('available', 1)) as side (account, sign)`,
        [who.id, who.id, at + 1, who.id, points],
      )
  }
  const statement = async (who: Someone) => (await who.at(all.app).get('/api/payment/points')).body
  const prepare = (who: Someone, reservationId: string, points: number) =>
    who.at(all.app).post('/api/payment/payments', { reservationId, points }, { 'idempotency-key': randomUUID() })
  /** Lot by lot, those that expire first before others. */
  const lots = () =>
    sql<{ available: number; reserved: number; spent: number }>(
      `select coalesce(sum(points) filter (where account = 'available'), 0)::int as available,
         coalesce(sum(points) filter (where account = 'reserved'), 0)::int as reserved,
         coalesce(sum(points) filter (where account = 'spent'), 0)::int as spent
       from payment.point_line join payment.point_lot lot on lot.id = lot_id group by lot.id, expires_at order by expires_at`,
    )
  return { ...all, sql, give, statement, prepare, lots, own, earn: () => earnPoints(own(), { ask, log }) }
}

const refund = (buyer: Someone, url: string, tickets: string[]) =>
  buyer.post(`${url}/refunds`, { tickets, feeWon: 0 }, { 'idempotency-key': randomUUID() })

async function ticketsOf(buyer: Someone, url: string): Promise<string[]> {
  return (await buyer.get(url)).body.tickets.map(({ id }: { id: string }) => id)
}

test('points pay for a part, the bank for the rest; refunds bring both back, by the shares of the seats and to their lots', async (t) => {
  const all = await pointed(t)
  const { buyer, hold } = await all.holder()
  await all.give(buyer, 10_000, 20_000)
  const { status, body: payment } = await all.prepare(buyer, hold.id, 25_001)
  assert.equal(status, 201, JSON.stringify(payment))
  assert.deepEqual([payment.amountWon, payment.pointsWon], [hold.totalWon - 25_001, 25_001])
  assert.deepEqual(await all.lots(), [
    { available: 0, reserved: 10_000, spent: 0 },
    { available: 4_999, reserved: 15_001, spent: 0 },
  ])
  assert.equal((await all.confirm(await all.pay(payment))).body.state, 'captured')
  await until(async () => (await all.reservation(hold.id)).state === 'confirmed')
  const [booked] = await all.atBank(payment.orderId)
  assert.equal(booked!.totalAmount, hold.totalWon - 25_001)
  assert.deepEqual(await all.lots(), [
    { available: 0, reserved: 0, spent: 10_000 },
    { available: 4_999, reserved: 0, spent: 15_001 },
  ])

  const url = `/api/reservation/orders/${hold.id}`
  assert.deepEqual(
    [(await buyer.get(url)).body.totalWon, (await buyer.get(url)).body.pointsWon],
    [hold.totalWon, 25_001],
  )
  const [first, second] = await ticketsOf(buyer, url)
  await refund(buyer, url, [first!])
  await until(async () =>
    (await buyer.get(url)).body.refunds.every(({ returnedAt }: { returnedAt: string }) => returnedAt),
  )
  // Both seats cost the same, so the first bears 12,500 points; those that last longest come first.
  assert.deepEqual(await all.lots(), [
    { available: 0, reserved: 0, spent: 10_000 },
    { available: 17_499, reserved: 0, spent: 2_501 },
  ])
  await refund(buyer, url, [second!])
  await until(async () => (await all.atBank(payment.orderId))[0]!.balanceAmount === 0)
  assert.equal((await all.statement(buyer)).balance, 30_000)
  const unbalanced = await all.sql(
    'select entry_id from payment.ledger_line group by entry_id having sum(amount_won) <> 0',
  )
  assert.deepEqual(unbalanced, [])
})

test('of three payments at once only so many keep points as there are', async (t) => {
  const all = await pointed(t)
  const { buyer, hold } = await all.holder()
  await all.give(buyer, 10_000)
  const others = [await buyer.held(hold.performanceId, [10]), await buyer.held(hold.performanceId, [11])]
  const answers = await Promise.all([hold, ...others].map(({ id }) => all.prepare(buyer, id, 6_000)))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409, 409])
  assert.ok(answers.every(({ status, body }) => status === 201 || body.code === 'POINTS_SHORT'))
  assert.deepEqual((await all.statement(buyer)).balance, 4_000)
})

test('points that are not used for a payment come back when it ends, or is made anew with others', async (t) => {
  const all = await pointed(t)
  const { buyer, hold } = await all.holder()
  await all.give(buyer, 10_000)
  await all.prepare(buyer, hold.id, 6_000)
  await all.prepare(buyer, hold.id, 2_000)
  assert.deepEqual(await all.lots(), [{ available: 8_000, reserved: 2_000, spent: 0 }])
  await all.sql(`update payment.payment set next_look_at = now() where state = 'prepared'`)
  await until(async () => (await all.statement(buyer)).balance === 10_000, { timeoutMs: 30_000 })
  const kinds = (await all.statement(buyer)).entries.map(({ kind }: { kind: string }) => kind)
  assert.deepEqual(kinds, ['released', 'reserved', 'released', 'reserved', 'earned'])
})

test('an order that points pay for wholly needs no bank; too many points and too small a rest are refused', async (t) => {
  const all = await pointed(t)
  const { buyer, hold } = await all.holder()
  await all.give(buyer, hold.totalWon + 1_000)
  assert.equal((await all.prepare(buyer, hold.id, hold.totalWon + 1)).body.code, 'POINTS_TOO_MANY')
  assert.equal((await all.prepare(buyer, hold.id, hold.totalWon - 99)).body.code, 'BELOW_MINIMUM')
  for (const points of [-1, 0.5, 2e9]) assert.equal((await all.prepare(buyer, hold.id, points)).status, 400)
  const { body: payment } = await all.prepare(buyer, hold.id, hold.totalWon)
  const { body } = await all.confirm({ orderId: payment.orderId, paymentKey: 'free', amount: 0 })
  assert.equal(body.state, 'captured')
  await until(async () => (await all.reservation(hold.id)).state === 'confirmed')
  assert.deepEqual([await all.atBank(payment.orderId), (await all.statement(buyer)).balance], [[], 1_000])
  const url = `/api/reservation/orders/${hold.id}`
  for (const id of await ticketsOf(buyer, url)) await refund(buyer, url, [id])
  await until(async () => (await all.statement(buyer)).balance === hold.totalWon + 1_000)
})

test('points are earned a day after the performance, of what was paid and kept, once, and not if it was cancelled', async (t) => {
  const all = await pointed(t)
  const { buyer, hold } = await all.holder()
  const payment = await all.prepared(buyer, hold.id)
  await all.confirm(await all.pay(payment))
  await until(async () => (await all.reservation(hold.id)).state === 'confirmed')
  const earn = async () => {
    await all.sql('update payment.payment set earn_at = now() where earn_at is not null')
    await all.earn()
  }
  await earn()
  assert.equal((await all.statement(buyer)).balance, 0, 'it has not begun')
  await all.sql(`update reservation.performance set version = version + 1, starts_at = now() - interval '25 hours'`)
  await all.sql(`update payment.payment set refunded_won = 100000 where order_id = ?`, [payment.orderId])
  await earn()
  await earn()
  assert.equal((await all.statement(buyer)).balance, Math.floor((hold.totalWon - 100_000) / 100))
})

test('points expire lot by lot, also those that come back after their day', async (t) => {
  const all = await pointed(t)
  const { buyer, hold } = await all.holder()
  await all.give(buyer, 3_000, 4_000)
  await all.prepare(buyer, hold.id, 2_000)
  await all.sql(`update payment.point_lot set expires_at = now() where expires_at < now() + interval '30 hours'`)
  await expirePoints(all.own())
  assert.deepEqual(await all.lots(), [
    { available: 0, reserved: 2_000, spent: 0 },
    { available: 4_000, reserved: 0, spent: 0 },
  ])
  await all.sql(`update payment.payment set next_look_at = now() where state = 'prepared'`)
  await until(async () => (await all.statement(buyer)).reserved === 0, { timeoutMs: 30_000 })
  await expirePoints(all.own())
  assert.deepEqual(
    [(await all.statement(buyer)).balance, (await all.lots())[0]],
    [4_000, { available: 0, reserved: 0, spent: 0 }],
  )
})

test('the database refuses an entry that does not sum to nothing, a balance below nothing, and every change', async (t) => {
  const all = await pointed(t)
  const { buyer } = await all.holder()
  await all.give(buyer, 1_000)
  const line = (account: string, points: number) =>
    `insert into payment.point_line (entry_id, lot_id, account, points)
     select max(e.id), (array_agg(lot.id))[1], '${account}', ${points} from payment.point_entry e, payment.point_lot lot`
  const entry = `insert into payment.point_entry (kind, person_id) values ('expired', gen_random_uuid())`
  const refused = async (statements: string[], pattern: RegExp) =>
    assert.rejects(
      all.own().transactional(async (em) => {
        for (const statement of statements) await em.execute(statement)
      }),
      pattern,
    )
  await refused([entry, line('available', -500)], /does not sum to nothing/)
  await refused([entry, line('available', -1_001), line('expired', 1_001)], /less than no points/)
  await refused(['update payment.point_line set points = 5'], /permission denied/)
  await refused(['delete from payment.point_entry'], /permission denied/)
})
