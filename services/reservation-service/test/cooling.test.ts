import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { returnPlaces } from '../src/return-places.ts'
import { RETURN_TIMES } from '../src/return-times.ts'
import { bought, comeBack, daysFromNow, pay } from './bought.ts'
import { minutesFromNow, performanceForSale, stage, standingPlan } from './stage.ts'

test('a seat that is given back stays taken while it cools, whoever asks, and is on sale again when its instant comes', async (t) => {
  const all = await bought(t)
  const { tickets } = await all.quote()
  assert.equal((await all.refund([tickets[0]!.id, tickets[1]!.id], 0)).status, 201)
  const other = await all.someone()
  const refused = await other.hold(all.performance.id, [0])
  assert.deepEqual([refused.status, refused.body.code, refused.body.taken], [409, 'SEATS_TAKEN', [0]])
  assert.equal((await all.buyer.hold(all.performance.id, [0])).body.code, 'SEATS_TAKEN', 'nor its last owner')
  const cooling = await all.sql<{ seat: number; returns_at: Date }>(
    'select seat, returns_at from reservation.cooling_place order by seat',
  )
  assert.deepEqual(
    cooling.map(({ seat }) => seat),
    [0, 1],
  )
  assert.deepEqual(cooling[0]!.returns_at, cooling[1]!.returns_at, 'side by side they were sold, so they come back')
  await comeBack(all)
  await other.held(all.performance.id, [0, 1])
})

test('the database frees no seat that cools, even if a process forgets that it does', async (t) => {
  const all = await bought(t)
  const { tickets } = await all.quote()
  await all.refund([tickets[0]!.id], 0)
  await assert.rejects(all.sql('delete from reservation.seat_claim where seat = 0'), /cooling_place/)
})

test('places return at any instant of the published hour on the venue’s clock, or within minutes near the end', async (t) => {
  const { own, sell } = await stage(t)
  const zones = ['Pacific/Niue', 'America/Lima', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Seoul', 'Pacific/Kiritimati']
  const closesAt = daysFromNow(60)
  for (const timeZone of zones)
    for (const hours of [0.5, 6, 20, 30, 47, 50, 24 * 30]) {
      const venue = { ...performanceForSale().venue, timeZone }
      await sell({ performance: { venue, startsAt: minutesFromNow(hours * 60) }, onSale: { closesAt } })
    }
  await sell({ performance: { startsAt: daysFromNow(60) }, onSale: { closesAt: minutesFromNow(60) } })
  const rows = await own.em.fork().execute<Times[]>(
    `select extract(epoch from times.cooled_at - now())::float / 60 as cooled,
       extract(epoch from times.returns_at - now())::float / 60 as returns,
       extract(epoch from least(p.starts_at, o.closes_at) - now())::float / 60 as ends,
       extract(hour from times.returns_at at time zone (p.venue ->> 'timeZone'))::int as hour
     from ${RETURN_TIMES}, generate_series(1, 20)`,
  )
  for (const { cooled, returns, ends, hour } of rows) {
    if (cooled > 5) {
      assert.ok(Math.abs(cooled - 10) < 0.01 && returns >= cooled, `${cooled} ${returns}`)
      assert.equal(hour, 12)
      assert.ok(returns <= ends - 23 * 60 && returns <= 25 * 60)
    } else {
      assert.ok(Math.abs(cooled - 1) < 0.01 && returns >= cooled && returns <= 11, `${cooled} ${returns}`)
      assert.ok(ends < 49 * 60 + 10)
    }
  }
  const near = rows.filter(({ cooled }) => cooled < 5).length
  assert.ok(near > 0 && near < rows.length)
  assert.ok(new Set(rows.map(({ returns }) => returns)).size > rows.length / 40, 'nobody knows the instant')
})

interface Times {
  cooled: number
  returns: number
  ends: number
  hour: number
}

test('the race is real: two that look and then return without a lock put one standing place on sale twice', async (t) => {
  const { all } = await standingGivenBack(t, 1)
  await all.sql(`update reservation.cooling_place set returns_at = now() + interval '1 hour'`)
  const both = Promise.withResolvers<void>()
  let looked = 0
  const carelessly = () =>
    all.admin.em.fork().transactional(async (em) => {
      const due = await em.execute<{ area: number; shard: number }[]>(
        'select area, shard from reservation.cooling_place',
      )
      if (++looked === 2) both.resolve()
      await both.promise
      for (const { area, shard } of due)
        await em.execute(
          'update reservation.standing_stock set available = available + 1, sold = sold - 1 where area = ? and shard = ?',
          [area, shard],
        )
    })
  await Promise.all([carelessly(), carelessly()])
  const [stock] = await all.sql('select sum(sold)::int as sold from reservation.standing_stock')
  assert.deepEqual(stock, { sold: 1 }, 'two people have paid')
})

test('of many processes that return the same places at once, each place comes back once', async (t) => {
  const { all, untouched, stock } = await standingGivenBack(t, 3)
  await all.sql(`update reservation.cooling_place set cooled_at = now(), returns_at = now()`)
  await Promise.all(Array.from({ length: 12 }, () => returnPlaces(all.own.em)))
  await until(async () => (await all.sql('select from reservation.cooling_place')).length === 0)
  assert.deepEqual(await stock(), untouched)
  assert.deepEqual(await all.sql('select from reservation.seat_claim'), [])
})

test('a process that dies while it returns places has returned none of them; the next one does', async (t) => {
  const all = await bought(t)
  const { tickets } = await all.quote()
  await all.refund([tickets[0]!.id], 0)
  await all.app.close()
  await all.sql(`update reservation.cooling_place set cooled_at = now(), returns_at = now()`)
  const [locked, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holder = all.admin.em.fork().transactional(async (em) => {
    await em.execute('select from reservation.seat_claim where seat = 0 for update')
    locked.resolve()
    await done.promise
  })
  await locked.promise
  const died = assert.rejects(returnPlaces(all.own.em))
  const waiting = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  const { pid } = await until(async () => (await all.sql<{ pid: number }>(waiting))[0])
  await all.sql('select pg_terminate_backend(?)', [pid])
  await died
  done.resolve()
  await holder
  assert.equal((await all.sql('select from reservation.cooling_place')).length, 1)
  await all.start()
  await until(async () => (await all.sql('select from reservation.cooling_place')).length === 0)
  const left = await all.sql('select seat from reservation.seat_claim order by seat')
  assert.deepEqual(left, [{ seat: 1 }, { seat: 20 }])
})

/** Three standing places of an order and one seat; some of the places were given back. */
async function standingGivenBack(t: Parameters<typeof stage>[0], places: number) {
  const all = await stage(t)
  const performance = await all.sell({
    performance: { ...performanceForSale(), startsAt: daysFromNow(30), plan: standingPlan(120) },
  })
  const buyer = await all.someone()
  const stock = () =>
    all.sql('select area, shard, available, sold from reservation.standing_stock order by area, shard')
  const untouched = await stock()
  const { body: hold } = await buyer.stand(performance.id, [[0, 3]])
  await pay(all, hold)
  const url = `/api/reservation/orders/${hold.id}`
  const tickets: { id: string }[] = (await buyer.get(url)).body.tickets
  const given = { tickets: tickets.slice(0, places).map(({ id }) => id), feeWon: 0 }
  const { status } = await buyer.post(`${url}/refunds`, given, { 'idempotency-key': randomUUID() })
  assert.equal(status, 201)
  return { all, stock, untouched }
}
