import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Someone } from './someone.ts'
import { stage, standingPlan } from './stage.ts'

/** As they come in JSON: the last but one is read as infinity. */
const NO_QUANTITIES = ['0', '-1', '1.5', '21', '2147483648', '9007199254740993', '1e999', '"1"']
const NO_SEATS = ['-1', '0.5', '100000', '2147483648', '9007199254740993', '-1e999', 'null', '"1"']

test('no quantity but a whole number from one up to the most is taken anywhere, and nothing is left of it', async (t) => {
  const { sell, someone, sql } = await stage(t)
  const { id } = await sell({ performance: { plan: standingPlan(100) } })
  const buyer = await someone()
  const hold = await buyer.held(id, [0])
  const before = await everything(sql)
  const [holds, best] = ['POST /api/reservation/holds', 'POST /api/reservation/best-holds']
  const [change, list] = [`PATCH /api/reservation/holds/${hold.id}`, `POST /api/reservation/performances/${id}/waiting`]
  const floor = (places: string) => `"standing":[{"area":0,"places":${places}}]`
  const fields: [route: string, path: string, wrong: string[], body: (value: string) => string][] = [
    [holds, 'body.seats.0', NO_SEATS, (seat) => `{"performanceId":"${id}","seats":[${seat}]}`],
    [
      holds,
      'body.standing.0.places',
      NO_QUANTITIES,
      (places) => `{"performanceId":"${id}","seats":[],${floor(places)}}`,
    ],
    [best, 'body.count', NO_QUANTITIES, (count) => `{"performanceId":"${id}","count":${count}}`],
    [best, 'body.wheelchairs', NO_QUANTITIES, (some) => `{"performanceId":"${id}","count":2,"wheelchairs":${some}}`],
    [change, 'body.add.seats.0', NO_SEATS, (seat) => `{"add":{"seats":[${seat}]}}`],
    [change, 'body.add.standing.0.places', NO_QUANTITIES, (places) => `{"add":{${floor(places)}}}`],
    [change, 'body.drop.standing.0.places', NO_QUANTITIES, (places) => `{"drop":{${floor(places)}}}`],
    [list, 'body.places', NO_QUANTITIES, (places) => `{"places":${places}}`],
  ]
  for (const [route, path, wrong, bodyOf] of fields)
    for (const value of wrong) {
      const { status, body } = await sendRaw(buyer, route, bodyOf(value))
      const found = body.fields?.some((field: { path: string }) => field.path === path)
      assert.ok(
        status === 400 && body.code === 'INVALID' && found,
        `${route} ${bodyOf(value)}: ${JSON.stringify(body)}`,
      )
    }
  assert.deepEqual(await everything(sql), before)
})

test('twenty places at most are asked for at once, seats and standing places together', async (t) => {
  const { sell, someone } = await stage(t)
  const { id } = await sell({ performance: { plan: standingPlan(100) }, onSale: { limitPerPerson: 40 } })
  const buyer = await someone()
  const tooMany = await buyer.stand(id, [[0, 20]], [1])
  assert.deepEqual([tooMany.status, tooMany.body.fields[0].path], [400, 'body.standing'])
  const { body: hold } = await buyer.stand(id, [[0, 19]], [1])
  const one = await buyer.change(hold.id, { add: { seats: [2] } })
  assert.deepEqual([one.status, one.body.fields[0].path], [400, 'body.add'])
  const exchanged = await buyer.change(hold.id, { add: { seats: [2] }, drop: { seats: [1] } })
  assert.equal(exchanged.status, 200)
})

test('somebody else’s hold, order and place in line are as unknown as those that never were', async (t) => {
  const { sell, someone, sql } = await stage(t)
  const { id } = await sell()
  const [owner, other] = [await someone(), await someone()]
  const hold = await owner.held(id, [0])
  const [entry] = await sql<{ id: string }>(
    `insert into reservation.waiting (performance_id, person_id, places, state, deadline)
     values (?, ?, 1, 'offered', now() + interval '1 hour') returning id`,
    [id, owner.id],
  )
  const before = await everything(sql)
  const key = () => ({ 'idempotency-key': randomUUID() })
  for (const holdId of [hold.id, randomUUID()]) {
    const url = `/api/reservation/holds/${holdId}`
    for (const answer of [
      await other.get(url),
      await other.change(holdId, { drop: { seats: [0] } }),
      await other.change(holdId, { add: { seats: [1] } }),
      await other.release(holdId),
    ])
      assert.deepEqual([answer.status, answer.body.code], [404, 'HOLD_UNKNOWN'])
    const order = `/api/reservation/orders/${holdId}`
    for (const answer of [
      await other.get(order),
      await other.get(`${order}/calendar.ics`),
      await other.get(`${order}/refund-quote`),
      await other.post(`${order}/refunds`, { tickets: [randomUUID()], feeWon: 0 }, key()),
    ])
      assert.deepEqual([answer.status, answer.body.code], [404, 'ORDER_UNKNOWN'])
  }
  for (const waitingId of [entry!.id, randomUUID()]) {
    const url = `/api/reservation/waiting/${waitingId}`
    for (const answer of [
      await other.send('DELETE', url),
      await other.post(`${url}/decline`, {}, key()),
      await other.post(`${url}/hold`, {}, key()),
    ])
      assert.deepEqual([answer.status, answer.body.code], [404, 'WAITING_UNKNOWN'])
  }
  assert.deepEqual(await everything(sql), before)
})

test('bad input is a 400 with the path of the field, never a 500', async (t) => {
  const { sell, someone } = await stage(t)
  const { id } = await sell()
  const buyer = await someone()
  const post = (body: unknown) => buyer.post('/api/reservation/holds', body, { 'idempotency-key': randomUUID() })
  const wrong: [string, unknown][] = [
    ['body.seats.0', { performanceId: id, seats: [-1] }],
    ['body.seats.0', { performanceId: id, seats: [1.5] }],
    ['body.seats.1', { performanceId: id, seats: [1, '2'] }],
    ['body.seats', { performanceId: id, seats: [] }],
    ['body.seats', { performanceId: id, seats: [1, 1] }],
    ['body.seats', { performanceId: id, seats: Array.from({ length: 21 }, (_, seat) => seat) }],
    ['body.seats', { performanceId: id }],
    ['body.quantity', { performanceId: id, seats: [1], quantity: -1 }],
    ['body.performanceId', { performanceId: "' or 1=1", seats: [1] }],
  ]
  for (const [path, body] of wrong) {
    const answer = await post(body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.ok(
      answer.body.fields.some((field: { path: string }) => field.path === path),
      `${path}: ${JSON.stringify(answer.body.fields)}`,
    )
  }
  const unknown = await buyer.hold(id, [3, 40])
  assert.deepEqual([unknown.status, unknown.body.code, unknown.body.seats], [404, 'SEAT_UNKNOWN', [40]])
  const keyless = await buyer.post('/api/reservation/holds', { performanceId: id, seats: [1] })
  assert.deepEqual([keyless.status, keyless.body.code], [400, 'IDEMPOTENCY_KEY_MISSING'])
  assert.equal((await buyer.get('/api/reservation/holds/nonsense')).status, 400)
})

function sendRaw(buyer: Someone, route: string, body: string) {
  const [method, url] = route.split(' ') as ['POST' | 'PATCH', string]
  return buyer.send(method, url, { 'idempotency-key': randomUUID(), 'content-type': 'application/json' }, body)
}

/** All that a request could have left behind. */
function everything(sql: Awaited<ReturnType<typeof stage>>['sql']) {
  return sql(
    `select (select jsonb_agg(r order by id) from reservation.reservation r) as reservations,
       (select jsonb_agg(c order by seat) from reservation.seat_claim c) as claims,
       (select jsonb_agg(s order by shard) from reservation.standing_stock s) as stock,
       (select jsonb_agg(q order by scope) from reservation.buyer_quota q) as quotas,
       (select jsonb_agg(w order by id) from reservation.waiting w) as waiting`,
  )
}
