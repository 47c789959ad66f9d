import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { bought, comeBack, daysFromNow, pay } from './bought.ts'
import { performanceForSale, stage, standingPlan } from './stage.ts'

test('a seat that is given back goes to others, its ticket ends, and the fee is the one that was shown', async (t) => {
  const all = await bought(t, { orderedDaysAgo: 10 })
  const before = (await all.buyer.get(all.url)).body
  const { tickets, because } = await all.quote()
  assert.deepEqual(
    [because, tickets.map(({ priceWon, feeWon }) => [priceWon, feeWon])],
    [
      'policy',
      [
        [165_000, 4_000],
        [165_000, 4_000],
        [132_000, 4_000],
      ],
    ],
  )
  const first = before.tickets[0]
  const { status, body } = await all.refund([first.id], 4_000)
  assert.deepEqual(
    [status, body.by, body.priceWon, body.feeWon, body.amountWon, body.returnedAt, body.places.length],
    [201, 'buyer', 165_000, 4_000, 161_000, null, 1],
  )
  const order = (await all.buyer.get(all.url)).body
  assert.deepEqual([order.ticketsLeft, order.refundedWon, order.tickets.length], [2, 161_000, 2])
  assert.ok(!order.tickets.some(({ code }: { code: string }) => code === first.code))
  await comeBack(all)
  const other = await all.someone()
  await other.held(all.performance.id, [0])
  const [told] = (await all.published('payment')).filter(({ name }) => name === 'reservation.refunded')
  assert.deepEqual(told!.payload, {
    refundId: body.id,
    reservationId: all.hold.id,
    paymentId: all.paymentId,
    by: 'buyer',
    priceWon: 165_000,
    feeWon: 4_000,
  })

  const rest = order.tickets.map(({ id }: { id: string }) => id)
  assert.equal((await all.refund(rest, 8_000)).status, 201)
  const gone = (await all.buyer.get(all.url)).body
  assert.deepEqual([gone.ticketsLeft, gone.refunds.length], [0, 2])
  const [row] = await all.sql('select state from reservation.reservation where id = ?', [all.hold.id])
  assert.deepEqual(row, { state: 'refunded' })
  const [quota] = await all.sql('select sum(taken)::int as taken from reservation.buyer_quota where person_id = ?', [
    all.buyer.id,
  ])
  assert.deepEqual(quota, { taken: 0 })
  assert.deepEqual((await all.buyer.get('/api/reservation/orders')).body.orders[0].ticketsLeft, 0)
})

test('the money that came back is noted once the bank has it on its way', async (t) => {
  const { refund, quote, deliver, handled, buyer, url, hold, paymentId } = await bought(t)
  const [{ id } = { id: '' }] = (await quote()).tickets
  const { body } = await refund([id], 0)
  const event = await deliver('payment.refunded', {
    paymentId,
    reservationId: hold.id,
    personId: buyer.id,
    amountWon: 165_000,
    refundId: body.id,
    by: 'buyer',
  })
  await until(() => handled(event))
  assert.ok((await buyer.get(url)).body.refunds[0].returnedAt)
})

test('a fee that changed since it was shown is not charged; nothing happens', async (t) => {
  const { refund, quote, url, buyer } = await bought(t, { startsInDays: 5, orderedDaysAgo: 3 })
  const [{ id, feeWon } = { id: '', feeWon: 0 }] = (await quote()).tickets
  assert.equal(feeWon, 33_000)
  const { status, body } = await refund([id], 0)
  assert.deepEqual([status, body.code, body.feeWon], [409, 'REFUND_CHANGED', 33_000])
  assert.equal((await buyer.get(url)).body.ticketsLeft, 3)
})

test('after the cut-off nothing is given back, unless the performance is cancelled: then all of it is', async (t) => {
  const { refund, quote, performance, sql } = await bought(t, { startsInDays: 0.1, orderedDaysAgo: 3 })
  const { tickets, until } = await quote()
  assert.deepEqual([tickets, Date.parse(until!) < Date.now()], [[], true])
  const [ticket] = await sql<{ id: string }>('select id from reservation.ticket')
  assert.equal((await refund([ticket!.id], 0)).body.code, 'REFUND_CLOSED')
  await sql('update reservation.performance set cancelled = true where id = ?', [performance.id])
  const now = await quote()
  assert.deepEqual([now.because, now.until, now.tickets.map(({ feeWon }) => feeWon)], ['cancelled', null, [0, 0, 0]])
  assert.equal((await refund([ticket!.id], 0)).status, 201)
})

test('of fifty at once who give the same ticket back, one does; its own key gives the same answer again', async (t) => {
  const { refund, quote, sql } = await bought(t)
  const [{ id } = { id: '' }] = (await quote()).tickets
  const keys = Array.from({ length: 50 }, () => randomUUID())
  const answers = await Promise.all(
    keys.map(async (key) => {
      const answer = await until(
        async () => {
          const tried = await refund([id], 0, { key })
          return tried.status === 503 ? undefined : tried
        },
        { timeoutMs: 30_000 },
      )
      return { key, ...answer }
    }),
  )
  const done = answers.filter(({ status }) => status === 201)
  assert.equal(done.length, 1)
  assert.ok(answers.every(({ status, body }) => status === 201 || body.code === 'TICKET_UNKNOWN'))
  assert.deepEqual((await refund([id], 0, { key: done[0]!.key })).body, done[0]!.body)
  assert.equal((await sql('select from reservation.refund')).length, 1)
})

test('other people’s orders, foreign tickets and bad numbers are refused', async (t) => {
  const { refund, quote, someone, url } = await bought(t)
  const [{ id } = { id: '' }] = (await quote()).tickets
  const other = await someone()
  assert.equal((await other.get(`${url}/refund-quote`)).body.code, 'ORDER_UNKNOWN')
  assert.equal((await refund([id], 0, { by: other })).body.code, 'ORDER_UNKNOWN')
  assert.equal((await refund([randomUUID()], 0)).body.code, 'TICKET_UNKNOWN')
  for (const feeWon of [-1, 0.5, 1e12]) assert.equal((await refund([id], feeWon)).status, 400, String(feeWon))
  assert.equal((await refund([], 0)).status, 400)
  assert.equal((await refund([id, id], 0)).status, 400)
})

test('standing places go back to the stock row that they came from', async (t) => {
  const all = await stage(t)
  const performance = await all.sell({
    performance: { ...performanceForSale(), startsAt: daysFromNow(30), plan: standingPlan(120, [60]) },
  })
  const buyer = await all.someone()
  const stock = () =>
    all.sql('select area, shard, available, sold from reservation.standing_stock order by area, shard')
  const untouched = await stock()
  const { body: hold } = await buyer.stand(
    performance.id,
    [
      [0, 2],
      [1, 1],
    ],
    [3],
  )
  await pay(all, hold)
  const url = `/api/reservation/orders/${hold.id}`
  const { tickets } = (await buyer.get(url)).body
  const standing = tickets.filter(({ seat }: { seat: number | null }) => seat === null)
  const give = (ids: string[]) =>
    buyer.post(`${url}/refunds`, { tickets: ids, feeWon: 0 }, { 'idempotency-key': randomUUID() })
  assert.equal((await give([standing[1].id])).status, 201)
  const [left] = await all.sql('select sum(sold)::int as sold from reservation.standing_stock')
  assert.deepEqual(left, { sold: 3 }, 'it cools down')
  assert.equal((await give([standing[0].id, standing[2].id])).status, 201)
  await comeBack(all)
  assert.deepEqual(await stock(), untouched)
})

test('who ordered before a postponement keeps the tickets or gives them back free until the deadline; later buyers do not', async (t) => {
  const { quote, refund, sell, performance, sql } = await bought(t, { startsInDays: 5, orderedDaysAgo: 3 })
  assert.equal((await quote()).tickets[0]!.feeWon, 33_000)
  const freeRefund = { orderedBefore: new Date().toISOString(), until: daysFromNow(2) }
  await sell({ performance: { ...performance, version: 2, startsAt: daysFromNow(6), freeRefund } })
  const { because, until, tickets } = await quote()
  assert.deepEqual([because, until, tickets.map(({ feeWon }) => feeWon)], ['postponed', freeRefund.until, [0, 0, 0]])
  assert.equal((await refund([tickets[0]!.id], 0)).status, 201)

  await sql(`update reservation.performance set ordered_before = now() - interval '4 days'`)
  assert.equal((await quote()).because, 'policy', 'it was bought after that')
  await sql(`update reservation.performance set ordered_before = now(), refund_until = now()`)
  assert.equal((await quote()).because, 'policy', 'the deadline is over')
})
