import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { lineKeys } from '../src/line-keys.ts'
import { NUMBERS_AT_ONCE } from '../src/reserve-numbers.ts'
import { openSocket } from './client.ts'
import { begun, claim, join, joined, openLine, setSeats, stage, statusOf } from './stage.ts'

test('Redis lost: nobody joins or is called, and a new epoch begins above every number, after a pause', async (t) => {
  const all = await stage(t)
  const [app, other] = [await all.start(), await all.start()]
  const id = await openLine(all, app, { free: 1 })
  const [first, second] = [await all.person(), await all.person()]
  const place = await joined(app, id, first)
  await until(() => all.redis.zscore(lineKeys(id, 1).called, '1'))
  const { pass } = (await claim(app, id, first, place.placeTicket)).json()
  const waiting = await joined(app, id, second)
  await begun(all.redis, other, id, 1)
  const socket = await openSocket(t, other, id)
  socket.hello(waiting.placeTicket)
  await socket.status()

  await all.server.stop()
  for (const replica of [app, other]) {
    const status = await until(async () => {
      const status = await statusOf(replica, id)
      return status?.state === 'paused' ? status : undefined
    })
    assert.deepEqual([status.reason, status.epoch, status.watermark], ['line-away', 1, 1])
    const refused = await join(replica, id, await all.person())
    assert.equal(refused.statusCode, 503)
    assert.ok(refused.headers['retry-after'])
    assert.equal((await claim(replica, id, second, waiting.placeTicket)).statusCode, 503)
  }
  await socket.status(({ reason }) => reason === 'line-away')

  await all.server.start()
  const status = await begun(all.redis, app, id, 2)
  assert.deepEqual([status.state, status.reason], ['paused', 'line-restarted'])
  assert.deepEqual([status.watermark, status.last], [NUMBERS_AT_ONCE, NUMBERS_AT_ONCE])
  await socket.status(({ epoch, reason }) => epoch === 2 && reason === 'line-restarted')
  assert.ok(socket.isOpen())

  // Old tickets prove old places, and those are no places here; everybody gets a new one, above all others.
  const restarted = await claim(app, id, second, waiting.placeTicket)
  assert.deepEqual([restarted.statusCode, restarted.json().code], [409, 'LINE_RESTARTED'])
  const again = await joined(other, id, second)
  assert.deepEqual([again.epoch, again.number], [2, NUMBERS_AT_ONCE + 1])
  await setSeats(all.redis, id, 2, { free: 2, held: 0 })

  // Who was inside still is, with the same pass, and counts.
  const inside = await joined(app, id, first)
  assert.deepEqual([inside.epoch, inside.number], [2, 1])
  assert.equal((await claim(app, id, first, inside.placeTicket)).json().pass, pass)

  const keys = lineKeys(id, 2)
  assert.equal(await all.redis.zcard(keys.called), 0)
  assert.equal((await claim(app, id, second, again.placeTicket)).json().code, 'NOT_YET')
  await joined(app, id, await all.person())
  await all.redis.hset(keys.line, { resumesAt: Date.now() - 1_000 })
  await until(() => all.redis.zscore(keys.called, String(again.number)))
  assert.equal(await all.redis.zcard(keys.called), 1, 'two seats are free, and one person is inside')
})

test('a line that Redis took back in time begins anew, since its numbers would be given twice', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const id = await openLine(all, app, { opensAt: new Date(Date.now() + 3_600_000).toISOString() })
  const people = await Promise.all(Array.from({ length: 5 }, () => all.person()))
  for (const person of people) await joined(app, id, person)

  // As a replica that was behind takes over.
  await all.redis.hset(lineKeys(id, 1).line, { last: 3 })
  const refused = await join(app, id, await all.person())
  assert.deepEqual([refused.statusCode, refused.json().code], [503, 'LINE_AWAY'])
  await begun(all.redis, app, id, 2)
  assert.equal((await joined(app, id, people[4]!)).number, NUMBERS_AT_ONCE + 1)
})

test('replicas that find a line lost begin one epoch together, and one that starts later joins it', async (t) => {
  const all = await stage(t)
  const apps = await Promise.all([all.start(), all.start(), all.start()])
  const id = await openLine(all, apps[0]!)
  await Promise.all(apps.map((app) => begun(all.redis, app, id, 1)))
  await all.redis.flushall()
  await Promise.all(apps.map((app) => begun(all.redis, app, id, 2)))

  const late = await all.start()
  await begun(all.redis, late, id, 2)
  const [row] = await all.orm.em.fork().execute<{ epoch: number }[]>('select epoch from queue.on_sale')
  assert.equal(row?.epoch, 2)
  const places = await Promise.all([...apps, late].map(async (app) => joined(app, id, await all.person())))
  assert.equal(new Set(places.map(({ number }) => number)).size, 4)
})

test('a Redis that was away and lost nothing goes on where it was', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const id = await openLine(all, app, { opensAt: new Date(Date.now() + 3_600_000).toISOString() })
  const person = await all.person()
  const { number } = await joined(app, id, person)
  process.kill(all.server.pid, 'SIGSTOP')
  await until(async () => (await statusOf(app, id))?.state === 'paused')
  process.kill(all.server.pid, 'SIGCONT')
  await until(async () => (await statusOf(app, id))?.state === 'scheduled')
  assert.deepEqual(await joined(app, id, person).then((place) => [place.epoch, place.number]), [1, number])
})
