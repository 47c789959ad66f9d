import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { stage } from './stage.ts'

/** As if the sale had been closed long enough for all that began before. */
const DRAINED = `update reservation.refund_run set started_at = now() - interval '1 minute'`

test('a cancelled performance closes its sale, drains what is in flight and gives every order back, to the won', async (t) => {
  const { seats, holder, prepared, pay, confirm, script, reservation, reaches, atBank } = await stage(t, {
    settings: { BANK_TIMEOUT_MS: '10000' },
  })
  const { buyer: first, hold, performance } = await holder()
  const organiser = await seats.someone('organiser')
  await seats.sql('update reservation.performance set organiser_id = ?', [organiser.id])
  const paid = await pay(await prepared(first, hold.id))
  await confirm(paid)
  await until(async () => (await reservation(hold.id)).state === 'confirmed')

  const second = await seats.someone()
  const slow = await second.held(performance.id, [4, 5, 6])
  const inFlight = await pay(await prepared(second, slow.id))
  await script({ on: 'confirm', fault: 'delay', delayMs: 2_500, orderId: inFlight.orderId })
  const confirming = confirm(inFlight)
  await until(async () => (await reservation(slow.id)).state === 'capturing')
  const third = await seats.someone()
  const undecided = await third.held(performance.id, [8])
  const atTheBank = await pay(await prepared(third, undecided.id))

  const url = `/api/reservation/organiser/performances/${performance.id}/refund-run`
  const before = (await organiser.get(url)).body
  assert.deepEqual([before.startedAt, before.left, before.underWay], [null, { orders: 1, won: hold.totalWon }, 1])
  assert.equal((await (await seats.someone('organiser')).get(url)).status, 404)
  assert.equal((await first.get(url)).status, 403)

  await seats.sell({ performance: { ...performance, version: 2, cancelled: true, organiserId: organiser.id } })
  await reaches(paid.orderId, 'refunded')
  const midway = (await organiser.get(url)).body
  assert.deepEqual([midway.underWay, midway.doneAt], [1, null], 'the bank is still being asked for the second')
  assert.equal((await third.hold(performance.id, [9])).body.code, 'PERFORMANCE_CANCELLED')
  await until(async () => (await reservation(undecided.id)).state === 'released')
  assert.equal((await confirm(atTheBank)).body.state, 'expired', 'nothing is charged any more')

  assert.equal((await confirming).body.state, 'captured')
  await reaches(inFlight.orderId, 'refunded')
  await seats.sql(DRAINED)
  await until(async () => (await organiser.get(url)).body.doneAt)
  const { left, owed, returned } = (await organiser.get(url)).body
  assert.deepEqual(
    [left, owed, returned],
    [
      { orders: 0, won: 0 },
      { orders: 0, won: 0 },
      { orders: 2, won: hold.totalWon + slow.totalWon },
    ],
  )
  for (const { orderId } of [paid, inFlight]) assert.equal((await atBank(orderId))[0]!.balanceAmount, 0)
  assert.deepEqual(await seats.sql('select from reservation.seat_claim'), [])
})

test('a run goes on where a process stopped, and gives each order back once', async (t) => {
  const { seats } = await stage(t)
  const performance = await seats.sell()
  // Sold long ago, as far as this service knows; who pays back is another matter.
  await seats.sql(
    `with sold as (
       insert into reservation.reservation
         (id, performance_id, on_sale_id, person_id, state, seats, prices_won, total_won, deadline, payment_id, order_number, ordered_at)
       select gen_random_uuid(), ?, ?, gen_random_uuid(), 'confirmed', array[n], array[1000], 1000, now() + interval '1 minute',
         gen_random_uuid(), lpad(n::text, 8, '0'), now()
       from generate_series(0, 39) as n returning *
     ), claimed as (
       insert into reservation.seat_claim (performance_id, seat, reservation_id, sold)
       select performance_id, seats[1], id, true from sold
     ), quota as (
       insert into reservation.buyer_quota (person_id, scope, taken, allowed)
       select person_id, scope, 1, 4 from sold, unnest(array[performance_id, on_sale_id]) as scope
     )
     insert into reservation.ticket (reservation_id, seat) select id, seats[1] from sold`,
    [performance.id, performance.onSaleId],
  )
  const others = await Promise.all([seats.start(), seats.start()])
  await seats.sell({ performance: { ...performance, version: 2, cancelled: true } })
  await until(async () => (await seats.sql('select from reservation.refund')).length > 0)
  await Promise.all(others.map((app) => app.close()))
  await until(
    async () => (await seats.sql(`select from reservation.reservation where state = 'confirmed'`)).length === 0,
  )
  const [row] = await seats.sql(
    `select count(*)::int as refunds, count(distinct reservation_id)::int as orders, sum(price_won)::int as won from reservation.refund`,
  )
  assert.deepEqual(row, { refunds: 40, orders: 40, won: 40_000 })
  assert.deepEqual(await seats.sql('select from reservation.seat_claim'), [])
})
