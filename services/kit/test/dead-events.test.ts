import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { eventInbox } from '../src/event-inbox.ts'
import { until } from '../src/testing.ts'
import { act, actOnce, capture, effects, events, makeDue, start } from './reservation-events.ts'
import { handling, stage } from './stage.ts'

test('a poison event ends dead after ten attempts, is counted, and acts when it is replayed', async (t) => {
  const all = await stage(t)
  let poison = true
  const consumer = start(
    t,
    all,
    handling((em, { paymentId }) => {
      if (poison) throw new Error('cannot be digested')
      return act(em, paymentId)
    }),
  )
  const inbox = eventInbox(all.reservation, 'reservation')
  await capture(all)
  await until(async () => {
    const [event] = await events(all)
    if (event!.attempts < 10) await makeDue(all)
    return (await inbox.dead()).length === 1
  })
  assert.equal((await inbox.backlog()).dead, 1)
  assert.equal((await inbox.backlog()).oldestDueSeconds, 0)
  assert.equal((await events(all))[0]!.attempts, 10)

  const replay = async (...args: string[]) => {
    const { DATABASE_URL, DATABASE_PASSWORD } = all.config.reservation
    const env = { ...process.env, DATABASE_URL, DATABASE_PASSWORD }
    const command = new URL('../src/replay.ts', import.meta.url).pathname
    return (await promisify(execFile)(process.execPath, [command, ...args], { env })).stdout
  }
  const [dead] = await inbox.dead()
  assert.match(
    await replay('reservation', '--list'),
    new RegExp(`^${dead!.id} .*payment.captured  cannot be digested\n1 `),
  )
  poison = false
  assert.equal(await replay('reservation', dead!.id), '1 events will be tried again.\n')
  await until(async () => (await effects(all)).length === 1)
  assert.deepEqual(await inbox.dead(), [])
  await assert.rejects(replay('reservations'), /Which service\?/)
  await consumer.stop()
})

test('a handler that takes its process down is not tried for ever', async (t) => {
  const all = await stage(t)
  const inbox = eventInbox(all.reservation, 'reservation')
  await capture(all)
  // Each claim stands for a process that died before it could say anything.
  for (let deaths = 0; deaths < 10; deaths++) assert.ok(await inbox.claim(0))
  assert.equal(await inbox.claim(0), undefined)
  assert.equal((await inbox.dead()).length, 1)
})

test('an event of unknown name or wrong data is dead at once, and the next one is handled', async (t) => {
  const all = await stage(t)
  const deliver = (name: string, data: unknown) =>
    all.payment.em
      .fork()
      .execute('select reservation_inbox.deliver(?, ?, ?)', [randomUUID(), name, JSON.stringify({ data })])
  await deliver('payment.vanished', {})
  await deliver('constructor', {})
  await deliver('account.registered', { userId: randomUUID() })
  await deliver('payment.captured', { paymentId: 'x', reservationId: randomUUID(), amountWon: 1 })
  start(t, all, actOnce)
  await capture(all)
  await until(async () => (await effects(all)).length === 1)
  const { dead } = eventInbox(all.reservation, 'reservation')
  await until(async () => (await dead()).length === 4)
  const faults = (await dead()).map(({ lastError }) => lastError)
  assert.deepEqual(faults.slice(0, 3), [
    'This service does not handle payment.vanished.',
    'This service does not handle constructor.',
    'This service does not handle account.registered.',
  ])
  assert.match(faults[3]!, /The data of payment\.captured is not what the contracts say: \/paymentId must match/)
})

test('done events are forgotten after a week, all others are kept', async (t) => {
  const all = await stage(t)
  for (let count = 0; count < 3; count++) await capture(all)
  await all.admin.query(`
    with numbered as (select id, row_number() over () as n from reservation_inbox.event)
    update reservation_inbox.event e set created_at = now() - interval '30 days',
      done_at = case n when 1 then now() - interval '8 days' when 2 then now() - interval '6 days' end
    from numbered where numbered.id = e.id`)
  await eventInbox(all.reservation, 'reservation').purge()
  const kept = await events(all)
  assert.deepEqual([kept.length, kept.filter(({ done_at }) => done_at).length], [2, 1])
})
