import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { OrderForMail } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'
import { until } from '@tiketi/kit/testing'
import { Check } from 'typebox/value'
import { holdSeats } from '../src/hold-seats.ts'
import { Performance } from '../src/performance.ts'
import { storePerformance } from '../src/store-performance.ts'
import type { Someone } from './someone.ts'
import { type Stage, stage, standingPlan } from './stage.ts'

/** Statements of the service that wait for somebody's lock. */
const WAITING = `select from pg_stat_activity where usename = 'reservation' and wait_event_type = 'Lock'`

test('1,200 buyers after 1,000 standing places hold exactly 1,000', async (t) => {
  const all = await stage(t)
  const { id, onSaleId } = await all.sell({ performance: { plan: standingPlan(1_000) } })
  const performance = await all.own.em.fork().findOneOrFail(Performance, id)
  const wish = { performance, onSaleId, seats: [], standing: [{ area: 0, places: 1 }], holdSeconds: 480 }
  const pass = { passed: true, at: new Date() } as const
  const buy = () =>
    all.own.em
      .fork()
      .transactional((em) => holdSeats(em, { ...wish, pass, personId: randomUUID() }))
      .then(({ state }) => state, refusedBy)
  const ends = await inTurns(1_200, 8, buy)
  assert.equal(ends.filter((end) => end === 'held').length, 1_000)
  assert.equal(ends.filter((end) => end === 'PLACES_TAKEN 0').length, 200)
  const [kept] = await all.sql<object>(
    `select (select sum(available) from reservation.standing_stock)::int as available, count(*)::int as holds,
       sum(cardinality(areas))::int as places, (select sum(taken) from reservation.buyer_quota)::int as quota
     from reservation.reservation`,
  )
  assert.deepEqual(kept, { available: 0, holds: 1_000, places: 1_000, quota: 2_000 })
  await agree(all)
  const queue = await all.service('queue')
  const { free, held, sold } = (await queue.get(`/internal/on-sales/${onSaleId}/seats`)).body
  assert.deepEqual({ free, held, sold }, { free: 40, held: 1_000, sold: 0 })
})

test('the race is real: looking before taking, without the guard, sells a place to many', async (t) => {
  const { admin, sql } = await stage(t)
  await sql('create table public.naive_stock as select 1 as available')
  const barrier = Promise.withResolvers<void>()
  let looked = 0
  const buy = () =>
    admin.em.fork().transactional(async (em): Promise<number> => {
      const [stock] = await em.execute<{ available: number }[]>('select available from public.naive_stock')
      if (++looked === 3) barrier.resolve()
      await barrier.promise
      if (stock!.available < 1) return 0
      await em.execute('update public.naive_stock set available = ?', [stock!.available - 1], 'run')
      return 1
    })
  const sold = (await Promise.all([buy(), buy(), buy()])).reduce((sum, one) => sum + one, 0)
  assert.equal(sold, 3)
})

test('the database itself refuses to go below no place, and to give back more than there are', async (t) => {
  const { sell, sql } = await stage(t)
  await sell({ performance: { plan: standingPlan(40) } })
  const change = (by: number) => sql('update reservation.standing_stock set available = available + ?', [by])
  await assert.rejects(change(-41), /standing_stock_available_check/)
  await assert.rejects(change(1), /standing_stock_check/)
})

test('while others work on every stock row a buyer waits instead of being told that all is gone', async (t) => {
  const { admin, sell, someone, sql } = await stage(t)
  const { id } = await sell({ performance: { plan: standingPlan(200) } })
  const rows = await sql('select from reservation.standing_stock')
  assert.equal(rows.length, 4)
  const others = admin.em.fork()
  await others.begin()
  await others.execute('select from reservation.standing_stock for update')
  const answer = (await someone()).stand(id, [[0, 2]])
  await until(async () => (await sql(WAITING)).length > 0)
  await others.commit()
  assert.equal((await answer).status, 201)
})

test('the last places are gathered from several stock rows, and one too many takes none', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell({ performance: { plan: standingPlan(800) } })
  await all.sql(
    'update reservation.standing_stock set available = case when shard < 3 then 1 else 0 end, sold = places - case when shard < 3 then 1 else 0 end',
  )
  const refused = await (await all.someone()).stand(id, [[0, 4]])
  assert.deepEqual([refused.status, refused.body.code, refused.body.areas], [409, 'PLACES_TAKEN', [0]])
  const hold = await (await all.someone()).stand(id, [[0, 3]])
  assert.equal(hold.status, 201)
  const [kept] = await all.sql<{ shards: number[] }>('select shards from reservation.reservation')
  assert.deepEqual(kept!.shards, [0, 1, 2])
})

test('seats and standing places are one hold: priced, limited, given back and run out together', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell({ performance: { plan: standingPlan(100, [60]) } })
  const buyer = await all.someone()
  const hold = await buyer.stand(
    id,
    [
      [1, 1],
      [0, 2],
    ],
    [3],
  )
  assert.equal(hold.status, 201, JSON.stringify(hold.body))
  assert.deepEqual(
    hold.body.standing.map(({ area, name, places, priceWon }: never) => [
      area,
      Reflect.get(name, 'en'),
      places,
      priceWon,
    ]),
    [
      [0, 'Floor S0', 2, 132_000],
      [1, 'Floor S1', 1, 132_000],
    ],
  )
  assert.equal(hold.body.totalWon, 165_000 + 3 * 132_000)
  assert.equal((await buyer.stand(id, [[0, 1]])).body.code, 'LIMIT_REACHED')
  await agree(all)
  const other = await all.someone()
  const refused = await other.stand(id, [[0, 1]], [3])
  assert.deepEqual([refused.body.code, refused.body.taken, refused.body.areas], ['SEATS_TAKEN', [3], []])

  await buyer.release(hold.body.id)
  const back = async () =>
    (await all.sql('select from reservation.standing_stock where available < places')).length === 0
  assert.ok(await back())
  const again = await buyer.stand(id, [[0, 3]], [3])
  await all.runOut(again.body.id)
  await until(back)
  assert.deepEqual(await all.sql('select from reservation.seat_claim'), [])
  assert.deepEqual(
    await all.sql('select distinct taken from reservation.buyer_quota where person_id = ?', [buyer.id]),
    [{ taken: 0 }],
  )
  await agree(all)
})

test('a late hold makes room at once for who comes after its places', async (t) => {
  const { admin, sell, someone, sql } = await stage(t)
  const { id } = await sell({ performance: { plan: standingPlan(3) } })
  const slow = await someone()
  const old = (await slow.stand(id, [[0, 3]])).body
  const lock = admin.em.fork()
  await lock.begin()
  // Locked before its time is over, so that the expiry job passes over it and it is the other buyer who ends it.
  await sql(`update reservation.reservation set deadline = now() + interval '200 ms' where id = ?`, [old.id])
  await lock.execute('select from reservation.reservation where id = ? for update', [old.id])
  await until(async () => (await sql('select from reservation.reservation where deadline <= now()')).length > 0)
  const taking = (await someone()).stand(id, [[0, 2]])
  await until(async () => (await sql(WAITING)).length > 0)
  await lock.commit()
  assert.equal((await taking).status, 201)
  assert.equal((await slow.get(`/api/reservation/holds/${old.id}`)).body.state, 'expired')
})

test('paid places become tickets without a seat, with entrance numbers in the order of payment where the area has them', async (t) => {
  const all = await stage(t)
  const { id, onSaleId } = await all.sell({ performance: { plan: standingPlan(100, [50]) } })
  const [first, second] = [await all.someone(), await all.someone()]
  const early = (await first.stand(id, [[0, 2]])).body
  const late = (
    await second.stand(
      id,
      [
        [0, 1],
        [1, 1],
      ],
      [0],
    )
  ).body
  await pay(all, late)
  await pay(all, early)
  const numbers = async (buyer: Someone, order: string) =>
    (await buyer.get(`/api/reservation/orders/${order}`)).body.tickets.map(
      ({ section, seat, row, entranceNumber }: never) => [Reflect.get(section, 'en'), seat, row, entranceNumber],
    )
  assert.deepEqual(await numbers(second, late.id), [
    ['Block A', 0, '1', null],
    ['Floor S0', null, null, 1],
    ['Floor S1', null, null, null],
  ])
  assert.deepEqual(await numbers(first, early.id), [
    ['Floor S0', null, null, 2],
    ['Floor S0', null, null, 3],
  ])
  const mail = (await (await all.service('notification')).get(`/internal/orders/${late.id}`)).body
  assert.ok(Check(OrderForMail, mail))
  assert.deepEqual(
    mail.standing.map(({ places, entranceNumbers }) => [places, entranceNumbers]),
    [
      [1, [1]],
      [1, []],
    ],
  )
  const calendar = await first.get(`/api/reservation/orders/${early.id}/calendar.ics?locale=en`)
  assert.match(String(calendar.body), /Floor S0\\, 2 standing/)
  const queue = await all.service('queue')
  await until(async () => {
    const { free, held, sold } = (await queue.get(`/internal/on-sales/${onSaleId}/seats`)).body
    return free === 185 && held === 0 && sold === 5
  })
  await agree(all)
})

test('no places, too many, an area twice or unknown are refused with the field', async (t) => {
  const { sell, someone } = await stage(t)
  const { id } = await sell({ performance: { plan: standingPlan(100) } })
  const buyer = await someone()
  const wrong: [standing: [number, number][], seats: number[], path: string][] = [
    [[], [], 'body.seats'],
    [[[0, 0]], [], 'body.standing.0.places'],
    [[[0, -1]], [1], 'body.standing.0.places'],
    [[[0, 20]], [1], 'body.standing'],
    [
      [
        [0, 1],
        [0, 1],
      ],
      [],
      'body.standing.0.area',
    ],
  ]
  for (const [standing, seats, path] of wrong) {
    const { status, body } = await buyer.stand(id, standing, seats)
    assert.deepEqual([status, body.fields?.[0].path], [400, path])
  }
  const unknown = await buyer.stand(id, [[1, 1]])
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'SEAT_UNKNOWN'])
})

test('a plan with other standing areas is taken until somebody holds a place, then refused', async (t) => {
  const { sell, own, someone, sql } = await stage(t)
  const performance = await sell({ performance: { plan: standingPlan(100) } })
  const changed = (version: number, plan = standingPlan(120, [33])) =>
    storePerformance(own.em.fork(), { ...performance, version, plan })
  await changed(2)
  const areas = await sql(
    'select area, sum(places)::int as places, count(*)::int as rows from reservation.standing_stock group by area order by area',
  )
  assert.deepEqual(areas, [
    { area: 0, places: 120, rows: 3 },
    { area: 1, places: 33, rows: 1 },
  ])
  const held = await until(async () => {
    const answer = await (await someone()).stand(performance.id, [[1, 2]])
    return answer.status === 201 && answer.body
  })
  assert.equal(held.standing[0].places, 2)
  await assert.rejects(changed(3, standingPlan(120)), /another plan/)
  await changed(4)
})

/** What every sweep asks: each stock row lacks exactly what living reservations took from it. */
async function agree({ sql }: Stage) {
  const torn = await sql(
    `select s.area, s.shard from reservation.standing_stock s left join lateral (
       select count(*) filter (where state in ('held', 'capturing')) as held, count(*) filter (where state = 'confirmed') as sold
       from reservation.reservation r, unnest(r.areas, r.shards) as place(area, shard)
       where r.performance_id = s.performance_id and place.area = s.area and place.shard = s.shard) taken on true
     where s.available <> s.places - taken.held - taken.sold or s.sold <> taken.sold`,
  )
  assert.deepEqual(torn, [])
}

async function pay(all: Stage, hold: { id: string; totalWon: number }) {
  const [paymentId, amountWon] = [randomUUID(), hold.totalWon]
  const payment = await all.service('payment')
  const captured = await payment.post(`/internal/reservations/${hold.id}/capture`, { paymentId, amountWon })
  assert.equal(captured.status, 200)
  const event = await all.deliver('payment.captured', { paymentId, reservationId: hold.id, amountWon })
  await until(() => all.handled(event))
}

function refusedBy(error: unknown): string {
  if (!(error instanceof Refusal)) throw error
  return `${error.code} ${error.members.areas}`
}

/** So many runs, `width` of them at any time. */
async function inTurns<Result>(runs: number, width: number, run: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  let begun = 0
  const worker = async () => {
    while (begun++ < runs) results.push(await run())
  }
  await Promise.all(Array.from({ length: width }, worker))
  return results
}
