import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cuttable, until } from '@tiketi/kit/testing'
import { stage } from './stage.ts'

type TestRedis = Awaited<ReturnType<typeof stage>>['redis']

test('while the database is away every request is refused at once with 503, and all comes back by itself', async (t) => {
  const { start, sell, someone, databaseUrl } = await stage(t)
  const database = await cuttable(t, databaseUrl)
  const app = await start({ DATABASE_URL: database.url })
  const { id } = await sell()
  const buyer = (await someone()).at(app)
  const hold = await buyer.held(id, [1])
  await database.cut()
  const begun = performance.now()
  for (const answer of [
    await buyer.hold(id, [2]),
    await buyer.get(`/api/reservation/holds/${hold.id}`),
    await buyer.release(hold.id),
    await buyer.get('/api/reservation/orders'),
  ]) {
    assert.deepEqual([answer.status, answer.body.code], [503, 'STORE_AWAY'])
    assert.equal(answer.headers['retry-after'], '2')
  }
  assert.ok(performance.now() - begun < 2_000)
  assert.equal((await buyer.get('/ready')).status, 200)

  await database.mend()
  const again = await until(async () => {
    const answer = await buyer.hold(id, [2])
    return answer.status === 201 ? answer : undefined
  })
  assert.equal(again.body.state, 'held')
})

test('a lost answer costs nothing: after an outage the same key gives the same hold', async (t) => {
  const { start, sell, someone, databaseUrl, sql } = await stage(t)
  const database = await cuttable(t, databaseUrl)
  const app = await start({ DATABASE_URL: database.url })
  const { id } = await sell()
  const buyer = (await someone()).at(app)
  const key = 'one wish of one buyer'.replaceAll(' ', '-')
  const first = await buyer.hold(id, [1, 2], { key })
  await database.cut()
  assert.equal((await buyer.hold(id, [1, 2], { key })).status, 503)
  await database.mend()
  const again = await until(async () => {
    const answer = await buyer.hold(id, [1, 2], { key })
    return answer.status !== 503 ? answer : undefined
  })
  assert.deepEqual(again.body, first.body)
  assert.equal((await sql('select from reservation.reservation')).length, 1)
})

for (const [how, lose] of [
  ['gone', (redis: TestRedis) => redis.stop()],
  ['frozen', async (redis: TestRedis) => process.kill(redis.pid, 'SIGSTOP')],
] as const)
  test(`with Redis ${how}, holds, releases and the status go on`, async (t) => {
    const { app, sell, someone, redis } = await stage(t)
    const { id } = await sell()
    const buyer = await someone()
    await lose(redis)
    const hold = await buyer.held(id, [1])
    assert.equal((await buyer.release(hold.id)).status, 200)
    await buyer.held(id, [1, 2])
    const begun = performance.now()
    const status = await app.inject(`/api/reservation/performances/${id}/seats`)
    assert.deepEqual([status.statusCode, status.json().version, status.json().free], [200, 0, 38])
    assert.ok(performance.now() - begun < 1_000)
  })
