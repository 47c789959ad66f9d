import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { type Hold, type HoldChange, SEAT_STATE, type SeatDelta } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import { changeHold } from '../src/change-hold.ts'
import { Performance } from '../src/performance.ts'
import { storeOnSale } from '../src/store-on-sale.ts'
import { storePerformance } from '../src/store-performance.ts'
import { insist, minutesFromNow, onSaleOf, type Stage, stage, standingPlan } from './stage.ts'

/** Statements of the service that wait for somebody's lock. */
const WAITING = `select from pg_stat_activity where usename = 'reservation' and wait_event_type = 'Lock'`

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
  await agree(all)
  await (await all.someone()).held(id, [3])
  const fewer = await buyer.change(hold.id, { drop: { seats: [2, 21] } })
  assert.deepEqual([seatsOf(fewer.body), fewer.body.totalWon, fewer.body.deadline], [[4], 165_000, hold.deadline])
  await agree(all)
  // What is so already changes nothing.
  const same = await buyer.change(hold.id, { add: { seats: [4] }, drop: { seats: [2] } })
  assert.deepEqual([same.status, seatsOf(same.body)], [200, [4]])
  await agree(all)
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
  await agree(all)
  const back = await buyer.change(hold.id, {
    add: { standing: [{ area: 0, places: 1 }] },
    drop: { standing: [{ area: 1, places: 2 }] },
  })
  assert.deepEqual(places(back.body), [[0, 2]])
  await agree(all)
  const more = await buyer.change(hold.id, { drop: { standing: [{ area: 0, places: 3 }] } })
  assert.deepEqual([more.status, more.body.code, more.body.areas], [409, 'PLACES_NOT_HELD', [0]])
  await buyer.release(hold.id)
  await agree(all)
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
  await agree(all)
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
  await agree(all)
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
  await agree(all)
})

test('the race is real: two tabs that read a hold and write it back lose a seat that stays claimed for ever', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const { id: holdId } = await (await all.someone()).held(id, [0])
  const both = Promise.withResolvers<void>()
  let looked = 0
  const add = (seat: number) =>
    all.admin.em.fork().transactional(async (em) => {
      const [{ seats }] = await em.execute<[{ seats: number[] }]>(
        'select seats from reservation.reservation where id = ?',
        [holdId],
      )
      if (++looked === 2) both.resolve()
      await both.promise
      const [more, prices] = [[...seats, seat], [...seats, seat].map(() => 165_000)]
      await em.execute('insert into reservation.seat_claim values (?, ?, ?)', [id, seat, holdId], 'run')
      await em.execute(
        'update reservation.reservation set seats = ?::int[], prices_won = ?::int[] where id = ?',
        [`{${more.join(',')}}`, `{${prices.join(',')}}`, holdId],
        'run',
      )
    })
  await Promise.all([add(1), add(2)])
  const [kept] = await all.sql<{ seats: number; claims: number }>(
    `select cardinality(seats) as seats, (select count(*)::int from reservation.seat_claim) as claims from reservation.reservation`,
  )
  assert.deepEqual(kept, { seats: 2, claims: 3 })
})

test('ten tabs that add to one hold at once get every seat up to the limit, and not one more', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell({ onSale: { limitPerPerson: 6 } })
  const buyer = await all.someone()
  const [hold, other] = [await buyer.held(id, [0]), await buyer.held(id, [20])]
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, tab) =>
      insist(() =>
        buyer.change(tab % 2 ? hold.id : other.id, { add: { seats: [tab + 1] } }, { key: `tab-${tab}-adds-one` }),
      ),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 4)
  const refused = answers.filter(({ status }) => status !== 200)
  assert.deepEqual([...new Set(refused.map(({ body }) => body.code))], ['LIMIT_REACHED'])
  await agree(all)
  assert.equal((await all.sql('select from reservation.seat_claim')).length, 6)
})

test('two buyers who add the same seat at once: one has it, the other keeps the hold as it was', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  for (let round = 0; round < 5; round++) {
    const [first, second] = [await all.someone(), await all.someone()]
    const [a, b] = [round * 4, round * 4 + 1]
    const [mine, theirs] = [await first.held(id, [a]), await second.held(id, [b])]
    const change = { add: { seats: [round * 4 + 2, round * 4 + 3] } }
    const answers = await Promise.all([
      insist(() => first.change(mine.id, { ...change, drop: { seats: [a] } }, { key: mine.id })),
      insist(() => second.change(theirs.id, { ...change, drop: { seats: [b] } }, { key: theirs.id })),
    ])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409])
    assert.equal(answers.find(({ status }) => status === 409)!.body.code, 'SEATS_TAKEN')
    await agree(all)
  }
})

test('a seat of a hold whose time ran out is added, and that hold ends as a whole', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const [slow, quick] = [await all.someone(), await all.someone()]
  const [old, hold] = [await slow.held(id, [10, 11]), await quick.held(id, [12])]
  await all.runOut(old.id)
  const { status, body } = await insist(() => quick.change(hold.id, { add: { seats: [11] } }, { key: hold.id }))
  assert.deepEqual([status, seatsOf(body)], [200, [11, 12]])
  assert.equal((await slow.get(`/api/reservation/holds/${old.id}`)).body.state, 'expired')
  await agree(all)
})

test('the race is real: a hold that ends in one statement keeps the claim of a seat that was just added', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const { id: holdId } = await (await all.someone()).held(id, [0])
  const naive = all.admin.em.fork().transactional.bind(all.admin.em.fork())
  const { commit } = await changing(all, holdId)
  const ending = naive((em) =>
    em.execute(
      `with ended as (
         update reservation.reservation set state = 'released', ended_at = now() where id = ? and state = 'held'
         returning id, seats
       ) delete from reservation.seat_claim c using ended where c.reservation_id = ended.id and c.seat = any(seats)`,
      [holdId],
      'run',
    ),
  )
  await until(async () => (await all.sql("select from pg_stat_activity where wait_event_type = 'Lock'")).length > 0)
  await commit()
  await ending
  assert.deepEqual(await all.sql('select seat from reservation.seat_claim'), [{ seat: 1 }])
})

test('a hold that is given back while a seat is added gives back that one, too', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const buyer = await all.someone()
  const hold = await buyer.held(id, [0])
  const { commit } = await changing(all, hold.id)
  const releasing = buyer.release(hold.id)
  await until(async () => (await all.sql(WAITING)).length > 0)
  await commit()
  assert.equal((await releasing).body.state, 'released')
  assert.deepEqual(await all.sql('select seat from reservation.seat_claim'), [])
  await agree(all)
})

test('a payment that is asked for while the hold changes is refused: nobody pays for other seats than they saw', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const buyer = await all.someone()
  const hold = await buyer.held(id, [0])
  const { commit } = await changing(all, hold.id)
  const payment = await all.service('payment')
  const capture = { paymentId: randomUUID(), amountWon: hold.totalWon }
  const capturing = payment.post(`/internal/reservations/${hold.id}/capture`, capture)
  await until(async () => (await all.sql(WAITING)).length > 0)
  await commit()
  const { status, body } = await capturing
  assert.deepEqual([status, body.code], [409, 'AMOUNT_MISMATCH'])
})

/** Seat 1 is being added to a hold; that is committed when the test says so. */
async function changing({ own, sql }: Stage, id: string) {
  const em = own.em.fork()
  const [{ performanceId, personId }] = (await sql(
    'select performance_id as "performanceId", person_id as "personId" from reservation.reservation where id = ?',
    [id],
  )) as [{ performanceId: string; personId: string }]
  const performance = await own.em.fork().findOneOrFail(Performance, performanceId)
  await em.begin()
  const pass = { passed: true, at: new Date() } as const
  await changeHold(em, { id, personId, performance, change: { add: { seats: [1] } }, pass })
  return { commit: () => em.commit() }
}

/** What every sweep asks: claims, stock rows and quotas are what living holds have, to the place. */
async function agree({ sql }: Stage) {
  const torn = await sql(
    `select r.id::text from reservation.reservation r where state = 'held'
       and seats <> array(select seat from reservation.seat_claim c where c.reservation_id = r.id order by seat)
     union all
     select c.seat::text from reservation.seat_claim c join reservation.reservation r on r.id = c.reservation_id
     where r.state <> 'held' or not c.seat = any(r.seats)
     union all
     select r.id::text from reservation.reservation r where total_won <> (select sum(won) from unnest(prices_won) as won)
     union all
     select concat(area, ' ', shard) from reservation.standing_stock s where places - available <> (
       select count(*) from reservation.reservation r, unnest(r.areas, r.shards) as place(area, shard)
       where r.performance_id = s.performance_id and r.state = 'held' and place.area = s.area and place.shard = s.shard)
     union all
     select q.scope::text from reservation.buyer_quota q where taken <> (
       select coalesce(sum(cardinality(seats) + cardinality(areas)), 0) from reservation.reservation r
       where r.person_id = q.person_id and q.scope in (r.performance_id, r.on_sale_id) and r.state = 'held')`,
  )
  assert.deepEqual(torn, [])
}
