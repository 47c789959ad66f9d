import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { storeOnSale } from '../src/store-on-sale.ts'
import { storePerformance } from '../src/store-performance.ts'
import { minutesFromNow, onSaleOf, performanceForSale, stage } from './stage.ts'

test('a hold says what it costs, lasts eight minutes, and shows itself to its owner only', async (t) => {
  const { sell, someone } = await stage(t)
  const { id } = await sell()
  const buyer = await someone()
  const hold = await buyer.held(id, [21, 3])
  assert.deepEqual(
    hold.seats.map(({ seat, section, row, number, priceWon }) => [seat, section.en, row, number, priceWon]),
    [
      [3, 'Block A', '1', 4, 165_000],
      [21, 'Block B', '1', 2, 132_000],
    ],
  )
  assert.equal(hold.totalWon, 297_000)
  assert.equal(Date.parse(hold.deadline) - Date.parse(hold.serverTime), 480_000)
  const url = `/api/reservation/holds/${hold.id}`
  const seen = await buyer.get(url)
  assert.deepEqual({ ...seen.body, serverTime: null }, { ...hold, serverTime: null })
  const other = await someone()
  for (const answer of [await other.get(url), await other.release(hold.id), await other.release(randomUUID())])
    assert.deepEqual([answer.status, answer.body.code], [404, 'HOLD_UNKNOWN'])
})

test('without a log-in 401, without the role of a buyer 403', async (t) => {
  const { app, sell, someone } = await stage(t)
  const { id } = await sell()
  const anonymous = await app.inject({ method: 'POST', url: '/api/reservation/holds', payload: {} })
  assert.equal(anonymous.statusCode, 401)
  const refused = await (await someone('organiser')).hold(id, [1])
  assert.deepEqual([refused.status, refused.body.code], [403, 'FORBIDDEN'])
})

test('given back, seats, quota and the event return at once; again changes nothing', async (t) => {
  const { sell, someone, sql, published } = await stage(t)
  const { id } = await sell()
  const buyer = await someone()
  const hold = await buyer.held(id, [1, 2])
  const [first, again] = [await buyer.release(hold.id), await buyer.release(hold.id)]
  assert.deepEqual([first.status, again.status], [200, 200])
  assert.deepEqual([first.body.state, again.body.state], ['released', 'released'])
  assert.deepEqual(await sql('select from reservation.seat_claim'), [])
  assert.deepEqual(await sql('select sum(taken) as taken from reservation.buyer_quota'), [{ taken: 0 }])
  assert.deepEqual(
    (await published('queue')).map(({ name }) => name),
    ['reservation.held', 'reservation.released'],
  )
  await (await someone()).held(id, [1, 2])
})

test('holds whose time ran out return by themselves within seconds', async (t) => {
  const { sell, someone, sql, runOut } = await stage(t)
  const { id } = await sell()
  const late = await Promise.all([1, 2, 3].map(async (seat) => (await someone()).held(id, [seat])))
  const living = await (await someone()).held(id, [4])
  await Promise.all(late.map((hold) => runOut(hold.id)))
  await until(async () => (await sql('select from reservation.seat_claim')).length === 1, { timeoutMs: 4_000 })
  const states = await sql<{ id: string; state: string }>('select id, state from reservation.reservation')
  assert.ok(states.every(({ id, state }) => state === (id === living.id ? 'held' : 'expired')))
})

test('the sale is open by the clock of the database: not before it opens, not after it closes', async (t) => {
  const { sell, someone } = await stage(t)
  const early = await sell({ onSale: { opensAt: minutesFromNow(1) } })
  const late = await sell({ onSale: { closesAt: minutesFromNow(-1) } })
  const begun = await sell({ performance: { startsAt: minutesFromNow(-1) } })
  const cancelled = await sell({ performance: { cancelled: true } })
  const stopped = await sell({ onSale: { cancelled: true } })
  const buyer = await someone()
  const codes = []
  for (const { id } of [early, late, begun, cancelled, stopped]) {
    const { status, body } = await buyer.hold(id, [1])
    assert.equal(status, 409)
    codes.push(body.code)
  }
  assert.deepEqual(codes, [
    'NOT_OPEN_YET',
    'SALE_CLOSED',
    'PERFORMANCE_STARTED',
    'PERFORMANCE_CANCELLED',
    'PERFORMANCE_CANCELLED',
  ])
  assert.equal((await buyer.hold(randomUUID(), [1])).body.code, 'PERFORMANCE_UNKNOWN')
})

test('where there is a waiting room, only a valid pass of this person for this sale opens the seats', async (t) => {
  const { sell, someone, passes, tokens } = await stage(t)
  const { id, onSaleId } = await sell({ onSale: { waitingRoom: true } })
  const buyer = await someone()
  const refusals = {
    none: undefined,
    'somebody else’s': await passes.pass(randomUUID(), onSaleId),
    'for another sale': await passes.pass(buyer.id, randomUUID()),
    'run out': await passes.pass(buyer.id, onSaleId, -60),
    'an access token': await tokens.accessToken({ id: buyer.id }),
    nonsense: 'nonsense',
  }
  for (const [name, pass] of Object.entries(refusals)) {
    const { status, body } = await buyer.hold(id, [1], pass ? { pass } : {})
    assert.deepEqual([status, body.code], [403, pass ? 'PASS_INVALID' : 'PASS_REQUIRED'], name)
  }
  const pass = await passes.pass(buyer.id, onSaleId)
  assert.equal((await buyer.hold(id, [1], { pass })).status, 201)
  // Without a waiting room nobody looks at passes.
  const open = await sell()
  assert.equal((await buyer.hold(open.id, [1], { pass: 'nonsense' })).status, 201)
})

test('a pass that was taken back holds nothing, one that was given afterwards does', async (t) => {
  const { sell, someone, passes, deliver, handled, sql } = await stage(t)
  const { id, onSaleId } = await sell({ onSale: { waitingRoom: true } })
  const buyer = await someone()
  const pass = await passes.pass(buyer.id, onSaleId)
  const revoke = async (passesFrom: Date) => {
    const event = await deliver('onsale.passes-revoked', { onSaleId, passesFrom: passesFrom.toISOString() })
    await until(() => handled(event))
  }

  await revoke(new Date(Date.now() + 60_000))
  // An older word that comes late changes nothing.
  await revoke(new Date(0))
  const refused = await buyer.hold(id, [1], { pass })
  assert.deepEqual([refused.status, refused.body.code], [403, 'PASS_INVALID'])
  await sql("update reservation.pass_revocation set passes_from = now() - interval '1 minute'")
  assert.equal((await buyer.hold(id, [1], { pass })).status, 201)
})

test('before the opening a pass helps nobody', async (t) => {
  const { sell, someone, passes } = await stage(t)
  const { id, onSaleId } = await sell({ onSale: { waitingRoom: true, opensAt: minutesFromNow(1) } })
  const buyer = await someone()
  const pass = await passes.pass(buyer.id, onSaleId)
  assert.equal((await buyer.hold(id, [1], { pass })).body.code, 'NOT_OPEN_YET')
})

test('the same key repeats the answer and not the hold, even when the pass has run out meanwhile', async (t) => {
  const { sell, someone, passes, sql } = await stage(t)
  const { id, onSaleId } = await sell({ onSale: { waitingRoom: true } })
  const buyer = await someone()
  const key = randomUUID()
  const pass = await passes.pass(buyer.id, onSaleId)
  const first = await buyer.hold(id, [1, 2], { key, pass })
  const again = await buyer.hold(id, [1, 2], { key, pass: await passes.pass(buyer.id, onSaleId, -60) })
  assert.equal(first.status, 201)
  assert.deepEqual(again.body, first.body)
  assert.equal((await buyer.hold(id, [3], { key, pass })).status, 422)
  assert.equal((await sql('select from reservation.reservation')).length, 1)
  const refusedKey = randomUUID()
  const refused = await buyer.hold(id, [2, 3], { key: refusedKey, pass })
  await buyer.release(first.body.id)
  const repeated = await buyer.hold(id, [2, 3], { key: refusedKey, pass })
  assert.deepEqual([repeated.status, repeated.body.taken], [refused.status, [2]])
})

test('newer news win, older ones change nothing; a price that changed meanwhile is not sold at the old one', async (t) => {
  const { sell, own, someone, sql } = await stage(t)
  const performance = await sell()
  const buyer = await someone()
  const before = await buyer.held(performance.id, [1])
  const dearer = {
    ...performance,
    version: 3,
    grades: performance.grades.map((grade) => ({ ...grade, priceWon: grade.priceWon + 1_000 })),
  }
  await storePerformance(own.em.fork(), dearer)
  await storePerformance(own.em.fork(), { ...performance, version: 2 })
  await storeOnSale(own.em.fork(), onSaleOf(performance, { version: 2, limitPerPerson: 2 }))
  await storeOnSale(own.em.fork(), onSaleOf(performance, { version: 1, limitPerPerson: 9 }))
  const stale = await buyer.hold(performance.id, [2])
  assert.deepEqual([stale.status, stale.body.code], [409, 'SALE_CHANGED'])
  assert.equal(stale.headers['retry-after'], '1')
  const after = await until(async () => {
    const { status, body } = await buyer.hold(performance.id, [2])
    return status === 201 && body
  })
  assert.deepEqual([before.totalWon, after.totalWon], [165_000, 166_000])
  assert.equal((await buyer.hold(performance.id, [3])).body.code, 'LIMIT_REACHED')
  assert.deepEqual(await sql('select version from reservation.performance'), [{ version: 3 }])
})

test('a plan cannot change once seats are taken, and every grade needs its price', async (t) => {
  const { sell, own, someone } = await stage(t)
  const performance = await sell()
  const [first] = performance.plan.sections
  const smaller = { ...performance, version: 2, plan: { ...performance.plan, sections: [first!] } }
  await storePerformance(own.em.fork(), smaller)
  await (await someone()).held(performance.id, [1])
  await assert.rejects(storePerformance(own.em.fork(), { ...performance, version: 3 }), /another plan/)
  const unpriced = performanceForSale({ grades: performance.grades.slice(1) })
  await assert.rejects(storePerformance(own.em.fork(), unpriced), /grade VIP without a price/)
})
