import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Order } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import { stage } from './stage.ts'

const books = await readFile(join(import.meta.dirname, '../../../bootstrap/recovery/books.sql'), 'utf8')

async function paid(t: TestContext) {
  const all = await stage(t)
  const { buyer, hold, performance } = await all.holder()
  const redirect = await all.pay(await all.prepared(buyer, hold.id))
  await all.confirm(redirect)
  await until(async () => (await all.reservation(hold.id)).state === 'confirmed')
  const url = `/api/reservation/orders/${hold.id}`
  const order = async (): Promise<Order> => (await buyer.get(url)).body
  const { tickets } = await order()
  return {
    ...all,
    hold,
    performance,
    buyer,
    orderId: redirect.orderId,
    tickets,
    order,
    refund: (ids: string[]) =>
      buyer.post(`${url}/refunds`, { tickets: ids, feeWon: 0 }, { 'idempotency-key': randomUUID() }),
    booked: async () => (await all.atBank(redirect.orderId))[0]!,
    allReturned: () => until(async () => (await order()).refunds.every(({ returnedAt }) => returnedAt)),
  }
}

test('what a buyer gives back comes back from the bank, seat by seat, to the won', async (t) => {
  const { refund, tickets, booked, allReturned, hold, orderId, reaches, seats } = await paid(t)
  const [first, second] = tickets
  assert.equal((await refund([first!.id])).status, 201)
  await allReturned()
  assert.equal((await booked()).balanceAmount, hold.totalWon - first!.priceWon)
  const [payment] = await seats.sql('select state, refund_due_won, refunded_won from payment.payment')
  assert.deepEqual(payment, { state: 'captured', refund_due_won: 0, refunded_won: first!.priceWon })

  assert.equal((await refund([second!.id])).status, 201)
  await reaches(orderId, 'refunded')
  assert.equal((await booked()).balanceAmount, 0)
  const told = (await seats.published('notification')).filter(({ name }) => name === 'payment.refunded')
  assert.deepEqual(
    told.map(({ payload }) => payload.amountWon),
    [first!.priceWon, second!.priceWon],
  )
  assert.deepEqual(await wrongOnceQuiet(seats), [], 'while the places cool')
  await seats.sql('update reservation.cooling_place set cooled_at = now(), returns_at = now()')
  await until(async () => (await seats.sql('select from reservation.cooling_place')).length === 0)
  assert.deepEqual(await wrongOnceQuiet(seats), [], 'when they are on sale again')
})

/** What is wrong in the books once every event was handled. */
async function wrongOnceQuiet(seats: Awaited<ReturnType<typeof stage>>['seats']) {
  const open = `select from reservation_inbox.event where done_at is null
    union all select from payment_inbox.event where done_at is null`
  await until(async () => (await seats.sql(open)).length === 0)
  return seats.sql(books)
}

test('two refunds of one payment at once are returned one after the other', async (t) => {
  const { refund, tickets, booked, reaches, orderId, script } = await paid(t)
  await script({ on: 'cancel', fault: 'delay', delayMs: 200, orderId })
  const answers = await Promise.all(tickets.map(({ id }) => refund([id])))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 201],
  )
  await reaches(orderId, 'refunded')
  assert.equal((await booked()).balanceAmount, 0)
})

for (const fault of ['no-answer', 'drop', 'hang-up'])
  test(`a cancel whose line breaks (${fault}) gives the money back once`, async (t) => {
    const { refund, tickets, booked, allReturned, orderId, script, hold } = await paid(t)
    await script({ on: 'cancel', fault, orderId })
    await refund([tickets[0]!.id])
    await allReturned()
    assert.equal((await booked()).balanceAmount, hold.totalWon - tickets[0]!.priceWon)
  })

test('a bank that says "too many" is given a rest, and then all is returned', async (t) => {
  const { refund, tickets, booked, reaches, orderId, script } = await paid(t)
  await script({ on: 'cancel', fault: 'error', code: 'TOO_MANY_REQUESTS', orderId, times: 3 })
  await refund(tickets.map(({ id }) => id))
  await reaches(orderId, 'refunded')
  assert.equal((await booked()).balanceAmount, 0)
})

test('the database refuses to owe more than was paid', async (t) => {
  const { seats, hold } = await paid(t)
  await assert.rejects(
    seats.sql('update payment.payment set refund_due_won = ?', [hold.totalWon + 1]),
    /payment_refunds/,
  )
})

test('no transaction is open while the bank gives money back', async (t) => {
  const { refund, tickets, script, orderId, seats, reaches } = await paid(t)
  await script({ on: 'cancel', fault: 'delay', delayMs: 400, orderId })
  await refund(tickets.map(({ id }) => id))
  await until(async () => {
    const [row] = await seats.sql<{ late: boolean }>(
      `select next_look_at > created_at + interval '10 seconds' as late from payment.refund`,
    )
    return row?.late
  })
  await until(async () => {
    const open = await seats.sql(
      `select from pg_stat_activity where usename = 'payment' and datname = current_database() and state like 'idle in transaction%'`,
    )
    return open.length === 0
  })
  await reaches(orderId, 'refunded')
})
