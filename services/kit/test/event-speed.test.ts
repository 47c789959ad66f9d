import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { consume } from '../src/consume.ts'
import { connectDatabase } from '../src/database.ts'
import { publish } from '../src/publish.ts'
import type { RedisClient } from '../src/redis.ts'
import { until } from '../src/testing.ts'
import { announceEvents } from '../src/wake.ts'
import { slowStandby } from './slow-standby.ts'
import { definitions, handling, log, noRedis, type Stage, stage, stageRedis } from './stage.ts'

const captured = () => ({ paymentId: randomUUID(), reservationId: randomUUID(), amountWon: 1_000 })

/** A consumer; `latencies` publishes one event after the other and tells how long each was on its way. */
function measured(t: TestContext, all: Stage, redis: RedisClient, pollMs: number) {
  let arrived = () => {}
  const handlers = handling(async () => arrived())
  const consumer = consume({ orm: all.reservation, redis, service: 'reservation', handlers, log, pollMs })
  t.after(() => consumer.stop())
  const latencies = async (count: number) => {
    const taken: number[] = []
    for (let sent = 0; sent < count; sent++) {
      const { promise, resolve } = Promise.withResolvers<void>()
      arrived = resolve
      await all.payment.em.fork().transactional((em) => publish(em, 'payment.captured', captured()))
      const committed = performance.now()
      await promise
      taken.push(performance.now() - committed)
    }
    return taken.toSorted((a, b) => a - b)
  }
  return { latencies, stop: consumer.stop }
}

const describe = (sorted: number[]) =>
  `p50 ${sorted[Math.floor(sorted.length / 2)]!.toFixed(1)} ms, max ${sorted.at(-1)!.toFixed(1)} ms`

test('an event is handled at once when its consumer is woken, and soon when Redis is away', async (t) => {
  const all = await stage(t)
  const { redis, server } = await stageRedis(t)
  announceEvents(all.payment, redis)
  // Polls are so far apart that most could not be handled this soon without a wake; a single wake may be lost.
  const waking = measured(t, all, redis, 4_000)
  const woken = await waking.latencies(50)
  t.diagnostic(`woken: ${describe(woken)}`)
  assert.ok(woken.toSorted((a, b) => a - b)[25]! < 1_000)

  // It would go on taking events, which the other waits for.
  await waking.stop()
  await server.stop()
  const polled = await measured(t, all, noRedis(t), 250).latencies(10)
  t.diagnostic(`polled every 250 ms: ${describe(polled)}`)
  assert.ok(polled.at(-1)! < 5_000)
})

test('a consumer that lost Redis is woken again when it is back', async (t) => {
  const all = await stage(t)
  const { redis, server } = await stageRedis(t)
  announceEvents(all.payment, redis)
  const [first] = await measured(t, all, redis, 60_000).latencies(1)
  assert.ok(first! < 5_000)
  await server.stop()
  await server.start()
  await until(async () => (await redis.pubsub('SHARDCHANNELS').catch(() => [])).length > 0)
  const handled = async () => {
    const { rows } = await all.admin.query('select from reservation_inbox.event where done_at is null')
    return rows.length === 0
  }
  await all.payment.em.fork().transactional((em) => publish(em, 'payment.captured', captured()))
  await until(handled)
})

test('publishing waits for the standby side by side; with NOTIFY each commit would wait for the one before', async (t) => {
  const all = await stage(t)
  const database = new URL(all.adminUrl).pathname.slice(1)
  await all.admin.query(`alter database "${database}" set synchronous_commit = on`)
  await slowStandby(t, 10)
  const clients = 16
  const orm = await connectDatabase(definitions.payment, { ...all.config.payment, DATABASE_POOL: clients }, log)
  t.after(() => orm.close(true))

  const perSecond = async (total: number, alsoNotify: boolean) => {
    const begun = performance.now()
    let left = total
    const client = async () => {
      while (left-- > 0)
        await orm.em.fork().transactional(async (em) => {
          await publish(em, 'payment.captured', captured())
          if (alsoNotify) await em.execute("select pg_notify('reservation', '')")
        })
    }
    await Promise.all(Array.from({ length: clients }, client))
    return Math.round((total / (performance.now() - begun)) * 1_000)
  }
  await perSecond(clients * 2, false)
  const notifying = await perSecond(100, true)
  const publishing = await perSecond(600, false)
  t.diagnostic(`${clients} clients, 10 ms to the standby: ${publishing} events/s; with NOTIFY ${notifying} events/s`)
  assert.ok(publishing > notifying * 1.5, `${publishing} against ${notifying}`)
})
