import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { App } from '@tiketi/kit/create-app'
import type { RedisClient } from '@tiketi/kit/redis'
import { redisKinds, until } from '@tiketi/kit/testing'
import { Cluster } from 'ioredis'
import { lineKeys } from '../src/line-keys.ts'
import { NUMBERS_AT_ONCE } from '../src/reserve-numbers.ts'
import { openSocket } from './client.ts'
import { begun, claim, join, joined, openLine, type Stage, setSeats, stage, statusOf } from './stage.ts'

test('Redis lost: nobody joins or is called, and a new epoch begins above every number, in the old order', async (t) => {
  const all = await stage(t)
  const [app, other] = [await all.start(), await all.start()]
  const id = await openLine(all, app, { free: 1 })
  const [first, second] = [await all.person(), await all.person()]
  const [third, fourth] = [await all.person(), await all.person()]
  const place = await joined(app, id, first)
  await until(() => all.redis.zscore(lineKeys(id, 1).called, '1'))
  const { pass } = (await claim(app, id, first, place.placeTicket)).json()
  const waiting = await joined(app, id, second)
  const behind = await joined(app, id, third)
  const last = await joined(app, id, fourth)
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

  // Who listens is put back by the ticket that was shown; others show theirs; who is new stands behind them.
  const restarted = await claim(app, id, second, waiting.placeTicket)
  assert.deepEqual([restarted.statusCode, restarted.json().code], [409, 'LINE_RESTARTED'])
  const newcomer = await all.person()
  assert.deepEqual(await placed(other, id, newcomer), [2, 0])
  assert.deepEqual(await placed(other, id, third, behind.placeTicket), [2, 0])
  const keys = lineKeys(id, 2)
  const gathered = async () => (await all.redis.zrange(keys.gathering, 0, '-1')).join()
  await until(async () => (await gathered()) === [second.id, third.id, newcomer.id].join())
  await setSeats(all.redis, id, 2, { free: 2, held: 0 })

  // Who was inside still is, with the same pass, and counts.
  const inside = await joined(app, id, first)
  assert.deepEqual([inside.epoch, inside.number], [2, 1])
  assert.equal((await claim(app, id, first, inside.placeTicket)).json().pass, pass)

  assert.equal(await all.redis.zcard(keys.called), 0)
  await all.redis.hset(keys.line, { resumesAt: Date.now() - 1_000 })
  const { number, placeTicket } = await socket.place()
  assert.equal(number, NUMBERS_AT_ONCE + 1)
  assert.deepEqual(await placed(app, id, third), [2, NUMBERS_AT_ONCE + 2])
  assert.deepEqual(await placed(app, id, newcomer), [2, NUMBERS_AT_ONCE + 3])
  await socket.called()
  assert.equal(await all.redis.zcard(keys.called), 1, 'two seats are free, and one person is inside')
  assert.equal((await claim(app, id, second, placeTicket)).statusCode, 200)

  // Whoever comes back when all have their numbers again is called before others.
  assert.deepEqual(await placed(other, id, fourth, last.placeTicket), [2, 4])
  assert.equal(await all.redis.zscore(keys.returning, '4'), '4')
})

/** Epoch and number of the place that a person has after joining. */
async function placed(app: App, id: string, person: Awaited<ReturnType<Stage['person']>>, placeTicket?: string) {
  const { epoch, number } = await joined(app, id, person, placeTicket === undefined ? undefined : { placeTicket })
  return [epoch, number]
}

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, a line that Redis took back in time begins anew, since its numbers would be given twice`, async (t) => {
    const all = await stage(t, await redis())
    const app = await all.start()
    const id = await openLine(all, app, { opensAt: new Date(Date.now() + 3_600_000).toISOString() })
    const people = await Promise.all(Array.from({ length: 5 }, () => all.person()))
    for (const person of people) await joined(app, id, person)

    // As a replica that was behind takes over.
    await all.redis.hset(lineKeys(id, 1).line, { last: 3 })
    const refused = await join(app, id, await all.person())
    assert.deepEqual([refused.statusCode, refused.json().code], [503, 'LINE_AWAY'])
    await begun(all.redis, app, id, 2)
    await joined(app, id, people[4]!)
    await all.redis.hset(lineKeys(id, 2).line, { resumesAt: Date.now() - 1_000 })
    await until(async () => (await statusOf(app, id))?.last === NUMBERS_AT_ONCE + 1)
    assert.equal((await joined(app, id, people[4]!)).number, NUMBERS_AT_ONCE + 1)
  })

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, replicas that find a line lost begin one epoch together, and one that starts later joins it`, async (t) => {
    const all = await stage(t, await redis())
    const apps = await Promise.all([all.start(), all.start(), all.start()])
    const id = await openLine(all, apps[0]!)
    await Promise.all(apps.map((app) => begun(all.redis, app, id, 1)))
    await forgetAll(all.redis)
    await Promise.all(apps.map((app) => begun(all.redis, app, id, 2)))

    const late = await all.start()
    await begun(all.redis, late, id, 2)
    const [row] = await all.orm.em.fork().execute<{ epoch: number }[]>('select epoch from queue.on_sale')
    assert.equal(row?.epoch, 2)
    const people = await Promise.all([...apps, late].map(async (app) => ({ app, person: await all.person() })))
    for (const { app, person } of people) assert.equal((await joined(app, id, person)).number, 0)
    await all.redis.hset(lineKeys(id, 2).line, { resumesAt: Date.now() - 1_000 })
    await until(async () => (await statusOf(late, id))?.last === NUMBERS_AT_ONCE + 4)
    const places = await Promise.all(people.map(({ app, person }) => joined(app, id, person)))
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

async function forgetAll(redis: RedisClient) {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis]
  await Promise.all(nodes.map((node) => node.flushall()))
}
