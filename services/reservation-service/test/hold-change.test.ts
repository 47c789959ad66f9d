import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { type Hold, type HoldChange, SEAT_STATE, type SeatDelta } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import { storeOnSale } from '../src/store-on-sale.ts'
import { storePerformance } from '../src/store-performance.ts'
import { booksAgree } from './books.ts'
import { minutesFromNow, onSaleOf, stage, standingPlan } from './stage.ts'

const seatsOf = ({ seats }: Hold) => seats.map(({ seat }) => seat)

test('seats come and go within a hold: priced, counted and freed in one step, and the deadline stays', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const buyer = await all.someone()
  const hold = await buyer.held(id, [3, 4])
  const { status, body } = await buyer.change(hold.id, { add: { seats: [21, 2] }, drop: { seats: [3] } })
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual(seatsOf(body), [2, 4, 21])
  assert.deepEqual(
    body.seats.map(({ priceWon }: { priceWon: number }) => priceWon),
    [165_000, 165_000, 132_000],
  )
  assert.deepEqual([body.totalWon, body.deadline, body.id], [462_000, hold.deadline, hold.id])
  await booksAgree(all)
  await (await all.someone()).held(id, [3])
  const fewer = await buyer.change(hold.id, { drop: { seats: [2, 21] } })
  assert.deepEqual([seatsOf(fewer.body), fewer.body.totalWon, fewer.body.deadline], [[4], 165_000, hold.deadline])
  await booksAgree(all)
  // What is so already changes nothing.
  const same = await buyer.change(hold.id, { add: { seats: [4] }, drop: { seats: [2] } })
  assert.deepEqual([same.status, seatsOf(same.body)], [200, [4]])
  await booksAgree(all)
})

test('standing places come and go with seats, from and to the stock rows that they belong to', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell({ performance: { plan: standingPlan(200, [60]) } })
  const buyer = await all.someone()
  const hold = (await buyer.stand(id, [[0, 2]], [1])).body as Hold
  const moved = await buyer.change(hold.id, {
    add: { standing: [{ area: 1, places: 2 }] },
    drop: { seats: [1], standing: [{ area: 0, places: 1 }] },
  })
  assert.equal(moved.status, 200, JSON.stringify(moved.body))
  const places = ({ standing }: Hold) => standing.map(({ area, places }) => [area, places])
  assert.deepEqual(
    [places(moved.body), moved.body.totalWon],
    [
      [
        [0, 1],
        [1, 2],
      ],
      396_000,
    ],
  )
  await booksAgree(all)
  const back = await buyer.change(hold.id, {
    add: { standing: [{ area: 0, places: 1 }] },
    drop: { standing: [{ area: 1, places: 2 }] },
  })
  assert.deepEqual(places(back.body), [[0, 2]])
  await booksAgree(all)
  const more = await buyer.change(hold.id, { drop: { standing: [{ area: 0, places: 3 }] } })
  assert.deepEqual([more.status, more.body.code, more.body.areas], [409, 'PLACES_NOT_HELD', [0]])
  await buyer.release(hold.id)
  await booksAgree(all)
  const [stock] = await all.sql('select sum(places - available)::int as away from reservation.standing_stock')
  assert.deepEqual(stock, { away: 0 })
})

test('what stays keeps its price and what comes costs what it costs now, in the order and the mail, too', async (t) => {
  const all = await stage(t)
  const performance = await all.sell({ performance: { plan: standingPlan(100) } })
  const buyer = await all.someone()
  const hold = (await buyer.stand(performance.id, [[0, 1]], [1])).body as Hold
  const grades = performance.grades.map((grade) => ({ ...grade, priceWon: grade.priceWon + 1_000 }))
  await storePerformance(all.own.em.fork(), { ...performance, version: 2, grades })
  const changed = await until(async () => {
    const { status, body } = await buyer.change(hold.id, { add: { seats: [0], standing: [{ area: 0, places: 1 }] } })
    assert.ok(status === 200 || body.code === 'SALE_CHANGED', JSON.stringify(body))
    return status === 200 ? (body as Hold) : undefined
  })
  assert.deepEqual(
    changed.seats.map(({ seat, priceWon }) => [seat, priceWon]),
    [
      [0, 166_000],
      [1, 165_000],
    ],
  )
  assert.deepEqual(
    changed.standing.map(({ area, places, priceWon }) => [area, places, priceWon]),
    [
      [0, 1, 132_000],
      [0, 1, 133_000],
    ],
  )
  assert.equal(changed.totalWon, 596_000)
  const [paymentId, amountWon] = [randomUUID(), changed.totalWon]
  const payment = await all.service('payment')
  assert.equal((await payment.post(`/internal/reservations/${hold.id}/capture`, { paymentId, amountWon })).status, 200)
  const paid = await all.deliver('payment.captured', { paymentId, reservationId: hold.id, amountWon })
  await until(() => all.handled(paid))
  const { tickets } = (await buyer.get(`/api/reservation/orders/${hold.id}`)).body
  assert.deepEqual(
    tickets.map(({ priceWon, entranceNumber }: never) => [priceWon, entranceNumber]),
    [
      [166_000, null],
      [165_000, null],
      [132_000, 1],
      [133_000, 2],
    ],
  )
  const mail = (await (await all.service('notification')).get(`/internal/orders/${hold.id}`)).body
  assert.deepEqual(
    mail.standing.map(({ entranceNumbers }: never) => entranceNumbers),
    [[1], [2]],
  )
})

test('when one of the added seats is somebody else’s nothing changes, and what was to be dropped stays', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const buyer = await all.someone()
  const hold = await buyer.held(id, [3])
  await (await all.someone()).held(id, [5])
  const before = await all.sql('select * from reservation.reservation order by id')
  const { status, body } = await buyer.change(hold.id, { add: { seats: [4, 5] }, drop: { seats: [3] } })
  assert.deepEqual([status, body.code, body.taken], [409, 'SEATS_TAKEN', [5]])
  assert.deepEqual(await all.sql('select * from reservation.reservation order by id'), before)
  await booksAgree(all)
  await (await all.someone()).held(id, [4])
})

test('whoever watches sees what was added and what was dropped', async (t) => {
  const { app, sell, someone } = await stage(t)
  const { id } = await sell()
  const buyer = await someone()
  const hold = await buyer.held(id, [0])
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const watcher = new WebSocket(`ws://127.0.0.1:${port}/ws/reservation/performances/${id}`)
  t.after(() => watcher.close())
  const seen = new Map<number, number>()
  watcher.onmessage = ({ data }) => {
    for (const [seat, state] of (JSON.parse(data) as SeatDelta).changes) seen.set(seat, state)
  }
  await until(() => watcher.readyState === WebSocket.OPEN)
  await buyer.change(hold.id, { add: { seats: [1] }, drop: { seats: [0] } })
  await until(() => seen.get(0) === SEAT_STATE.free && seen.get(1) === SEAT_STATE.held)
})

test('refused with its reason: others’ holds, late, paying, paid and given back ones, and bad input', async (t) => {
  const { sell, someone, runOut, sql, service } = await stage(t)
  const { id } = await sell({ onSale: { limitPerPerson: 20 } })
  const buyer = await someone()
  const more: HoldChange = { add: { seats: [30] } }
  const refused = async (holdId: string, change: HoldChange, by = buyer) => {
    const { status, body } = await by.change(holdId, change)
    assert.ok(body.detail.length > 10)
    return `${status} ${body.code}`
  }
  const [late, paying, given, living] = [
    await buyer.held(id, [0]),
    await buyer.held(id, [1]),
    await buyer.held(id, [2]),
    await buyer.held(id, [3]),
  ]
  await sql('update reservation.reservation set extended = true where id = ?', [late.id])
  await runOut(late.id)
  await buyer.release(given.id)
  const payment = await service('payment')
  const capture = { paymentId: randomUUID(), amountWon: paying.totalWon }
  await payment.post(`/internal/reservations/${paying.id}/capture`, capture)

  assert.equal(await refused(living.id, more, await someone()), '404 HOLD_UNKNOWN')
  assert.equal(await refused(randomUUID(), more), '404 HOLD_UNKNOWN')
  assert.equal(await refused(late.id, more), '409 HOLD_EXPIRED')
  assert.equal(await refused(given.id, more), '409 HOLD_RELEASED')
  for (const change of [more, { drop: { seats: [1] } }])
    assert.equal(await refused(paying.id, change), '409 PAYMENT_RUNNING')
  await sql(
    `update reservation.reservation set state = 'confirmed', order_number = 'A', ordered_at = now() where id = ?`,
    [paying.id],
  )
  assert.equal(await refused(paying.id, more), '409 ALREADY_PAID')
  assert.equal(await refused(living.id, { drop: { seats: [3] } }), '409 HOLD_EMPTY')
  assert.equal(await refused(living.id, { add: { seats: [40] } }), '404 SEAT_UNKNOWN')
  const wrong: [path: string, change: unknown][] = [
    ['body.add', { add: { seats: Array.from({ length: 20 }, (_, at) => at + 10) } }],
    ['body.add.seats.0', { add: { seats: [-1] } }],
    ['body.add.seats.0', { add: { seats: [1.5] } }],
    ['body.add.standing.0.places', { add: { standing: [{ area: 0, places: 0 }] } }],
    [
      'body.add.standing.0.area',
      {
        add: {
          standing: [
            { area: 0, places: 1 },
            { area: 0, places: 2 },
          ],
        },
      },
    ],
    ['body.drop.seats', { add: { seats: [5] }, drop: { seats: [5] } }],
    [
      'body.drop.standing',
      { add: { standing: [{ area: 0, places: 1 }] }, drop: { standing: [{ area: 0, places: 1 }] } },
    ],
    ['body.seats', { seats: [1] }],
  ]
  for (const [path, change] of wrong) {
    const { status, body } = await buyer.change(living.id, change as HoldChange)
    assert.equal(status, 400, JSON.stringify(body))
    assert.ok(
      body.fields.some((field: { path: string }) => field.path === path),
      JSON.stringify([path, body.fields]),
    )
  }
})

test('adding needs an open sale and a pass, dropping neither', async (t) => {
  const { sell, own, someone, passes } = await stage(t)
  const performance = await sell({ onSale: { waitingRoom: true } })
  const buyer = await someone()
  const pass = await passes.pass(buyer.id, performance.onSaleId)
  const { body: hold } = await buyer.hold(performance.id, [1, 2, 3], { pass })
  assert.equal((await buyer.change(hold.id, { add: { seats: [4] } })).body.code, 'PASS_REQUIRED')
  assert.equal((await buyer.change(hold.id, { add: { seats: [4] } }, { pass })).status, 200)
  assert.equal((await buyer.change(hold.id, { drop: { seats: [4] } })).status, 200)
  const closed = { version: 2, waitingRoom: true, closesAt: minutesFromNow(-1) }
  await storeOnSale(own.em.fork(), onSaleOf(performance, closed))
  assert.equal((await buyer.change(hold.id, { add: { seats: [4] } }, { pass })).body.code, 'SALE_CLOSED')
  assert.equal((await buyer.change(hold.id, { drop: { seats: [3] } })).status, 200)
})

test('the same key changes once and gets the same answer', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell({ performance: { plan: standingPlan(100) } })
  const buyer = await all.someone()
  const hold = (await buyer.stand(id, [[0, 1]])).body as Hold
  const key = randomUUID()
  const change: HoldChange = { add: { standing: [{ area: 0, places: 1 }] } }
  const [first, again] = [await buyer.change(hold.id, change, { key }), await buyer.change(hold.id, change, { key })]
  assert.deepEqual([first.status, again.body], [200, first.body])
  assert.equal(first.body.standing[0].places, 2)
  assert.equal((await buyer.change(hold.id, { add: { seats: [1] } }, { key })).status, 422)
  const keyless = await buyer.send('PATCH', `/api/reservation/holds/${hold.id}`, {}, change)
  assert.deepEqual([keyless.status, keyless.body.code], [400, 'IDEMPOTENCY_KEY_MISSING'])
  await booksAgree(all)
})

test('the limit counts what other tabs hold; at the limit, and above one that was lowered, places still change', async (t) => {
  const all = await stage(t)
  const performance = await all.sell()
  const buyer = await all.someone()
  const [hold] = [await buyer.held(performance.id, [0, 1]), await buyer.held(performance.id, [10])]
  const { status, body } = await buyer.change(hold.id, { add: { seats: [2, 3] } })
  assert.deepEqual([status, body.code, body.limit], [409, 'LIMIT_REACHED', 4])
  assert.equal((await buyer.change(hold.id, { add: { seats: [2] } })).status, 200)
  assert.equal((await buyer.change(hold.id, { add: { seats: [3] }, drop: { seats: [2] } })).status, 200)
  await storeOnSale(all.own.em.fork(), onSaleOf(performance, { version: 2, limitPerPerson: 2 }))
  assert.equal((await buyer.change(hold.id, { add: { seats: [5] }, drop: { seats: [3] } })).status, 200)
  assert.equal((await buyer.change(hold.id, { add: { seats: [6, 7] }, drop: { seats: [5] } })).body.limit, 2)
  await booksAgree(all)
})

test('standing places dropped from a hold that was offered stay counted as sold while they cool down', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell({ performance: { plan: standingPlan(10) } })
  const buyer = await all.someone()
  const hold = (await buyer.stand(id, [[0, 3]])).body as Hold
  await all.sql(
    `with entry as (
       insert into reservation.waiting (performance_id, person_id, places, state, ended_at) values (?, ?, 3, 'taken', now())
       returning id
     ) update reservation.reservation set waiting_id = entry.id from entry`,
    [id, buyer.id],
  )
  const { status, body } = await buyer.change(hold.id, { drop: { standing: [{ area: 0, places: 2 }] } })
  assert.deepEqual([status, body.standing[0].places], [200, 1])
  const [stock] = await all.sql('select available, sold from reservation.standing_stock')
  assert.deepEqual(stock, { available: 7, sold: 2 })
  await booksAgree(all)
  await all.sql('update reservation.cooling_place set cooled_at = now(), returns_at = now()')
  await until(async () => (await all.sql('select from reservation.cooling_place')).length === 0)
  const [back] = await all.sql('select available, sold from reservation.standing_stock')
  assert.deepEqual(back, { available: 9, sold: 0 })
  await booksAgree(all)
})
