import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { consume } from '../src/consume.ts'
import { connectDatabase } from '../src/database.ts'
import { cuttable, until } from '../src/testing.ts'
import { capture } from './reservation-events.ts'
import { definitions, handling, log, noRedis, type Stage, stage } from './stage.ts'

const LEASE_SECONDS = 1

async function doomedWorker(t: TestContext, all: Stage, mode: 'naive' | 'kit') {
  const script = new URL('doomed-worker.ts', import.meta.url).pathname
  const worker = fork(script, [mode, String(LEASE_SECONDS), JSON.stringify(all.config.reservation)])
  t.after(() => worker.kill('SIGKILL'))
  const [word] = await once(worker, 'message')
  assert.equal(word, 'begun')
  return worker
}

function startSurvivor(t: TestContext, all: Stage, orm = all.reservation) {
  const handlers = handling((em, { paymentId }) =>
    em.execute("insert into effect (id, by) values (?, 'survivor')", [paymentId]),
  )
  const stores = { orm, redis: noRedis(t) }
  const consumer = consume({
    ...stores,
    service: 'reservation',
    handlers,
    log,
    leaseSeconds: LEASE_SECONDS,
    pollMs: 20,
  })
  t.after(() => consumer.stop())
}

const effects = async ({ admin }: Stage): Promise<string[]> =>
  (await admin.query('select by from reservation.effect')).rows.map(({ by }) => by)

const undone = async ({ admin }: Stage): Promise<number> =>
  (await admin.query('select from reservation_inbox.event where done_at is null')).rows.length

test('unguarded: an event that is forgotten when it is handed out is lost with its worker', async (t) => {
  const all = await stage(t)
  await capture(all)
  const worker = await doomedWorker(t, all, 'naive')
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  assert.equal(await undone(all), 0)
  assert.deepEqual(await effects(all), [])
})

test('SIGKILL in the middle of a handler: another worker handles the event after the lease', async (t) => {
  const all = await stage(t)
  await capture(all)
  const worker = await doomedWorker(t, all, 'kit')
  startSurvivor(t, all)
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  await until(async () => (await undone(all)) === 0)
  assert.deepEqual(await effects(all), ['survivor'])
})

test('SIGSTOP in the middle of a handler: another takes over, and the frozen one changes nothing when it wakes', async (t) => {
  const all = await stage(t)
  await capture(all)
  const worker = await doomedWorker(t, all, 'kit')
  worker.kill('SIGSTOP')
  startSurvivor(t, all)
  await until(async () => (await undone(all)) === 0)
  assert.deepEqual(await effects(all), ['survivor'])

  worker.send('go on')
  worker.kill('SIGCONT')
  await once(worker, 'message')
  worker.disconnect()
  const [code] = await once(worker, 'exit')
  assert.equal(code, 0)
  assert.deepEqual(await effects(all), ['survivor'])
  const { rows } = await all.admin.query('select attempts, last_error from reservation_inbox.event')
  assert.deepEqual(rows, [{ attempts: 2, last_error: null }])
})

test('a consumer whose database goes away goes on when it is back', async (t) => {
  const all = await stage(t)
  const proxy = await cuttable(t, all.config.reservation.DATABASE_URL)
  const config = { ...all.config.reservation, DATABASE_URL: proxy.url }
  const orm = await connectDatabase(definitions.reservation, config, log)
  t.after(() => orm.close(true))
  startSurvivor(t, all, orm)
  await capture(all)
  await until(async () => (await undone(all)) === 0)
  await proxy.cut()
  for (let count = 0; count < 4; count++) await capture(all)
  await proxy.mend()
  await until(async () => (await undone(all)) === 0)
  assert.equal((await effects(all)).length, 5)
})
