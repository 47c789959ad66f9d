import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { trace } from '@opentelemetry/api'
import { type ClaimedEvent, eventInbox } from '../src/event-inbox.ts'
import { type EventHandling, handleEvent, together } from '../src/handle-event.ts'
import { Refusal } from '../src/refusal.ts'
import { startTelemetry } from '../src/telemetry.ts'
import { until } from '../src/testing.ts'
import { act, actOnce, capture, type Em, effects, events, makeDue, start } from './reservation-events.ts'
import { handling, log, stage } from './stage.ts'

test('each event acts once, however many workers there are', async (t) => {
  const all = await stage(t)

  await t.test('unguarded: two workers that look, act and then tick off act twice', async () => {
    await capture(all)
    const looked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const naive = async (at: number) => {
      const em = all.reservation.em.fork()
      const [row] = await em.execute('select id from reservation_inbox.event where done_at is null')
      looked[at]!.resolve()
      await Promise.all(looked.map(({ promise }) => promise))
      await act(em, row!.id)
      await em.execute('update reservation_inbox.event set done_at = now() where id = ?', [row!.id])
    }
    await Promise.all([naive(0), naive(1)])
    assert.equal((await effects(all)).length, 2)
    await all.admin.query('truncate reservation.effect')
  })

  await t.test('guarded: two hundred events, two consumers of two workers each', async () => {
    start(t, all, actOnce)
    start(t, all, actOnce)
    const ids: string[] = []
    const publisher = async () => {
      for (let count = 0; count < 50; count++) ids.push(await capture(all))
    }
    await Promise.all([publisher(), publisher(), publisher(), publisher()])
    await until(async () => (await events(all)).every(({ done_at }) => done_at))
    const acted = await effects(all)
    assert.deepEqual(acted.map(({ id }) => id).toSorted(), ids.toSorted())
  })
})

test('a worker that comes late finds its event taken and changes nothing', async (t) => {
  const all = await stage(t)
  const inbox = eventInbox(all.reservation, 'reservation')
  const late: EventHandling = { orm: all.reservation, inbox, log, handlers: { 'payment.captured': actLate } }
  async function actLate(em: Em, data: unknown) {
    await act(em, (data as { paymentId: string }).paymentId, 'late')
  }

  await capture(all)
  const claimed = (await inbox.claim(0)) as ClaimedEvent
  await t.test('unguarded: a lease alone lets both act', async () => {
    const second = await inbox.claim(0)
    assert.equal(second?.id, claimed.id)
    for (const worker of [claimed, second!]) await act(all.reservation.em.fork(), worker.id)
    assert.equal((await effects(all)).length, 2)
    await all.admin.query('truncate reservation.effect')
  })
  await t.test('while another tries', async () => {
    await handleEvent(late, claimed)
    assert.deepEqual(await effects(all), [])
  })
  await t.test('after another succeeded', async () => {
    const consumer = start(t, all, actOnce)
    await until(async () => (await effects(all)).length > 0)
    await consumer.stop()
    await handleEvent(late, claimed)
    assert.deepEqual(
      (await effects(all)).map(({ by }) => by),
      ['handler'],
    )
  })
  await t.test('and its failure is not counted against the event', async () => {
    await capture(all)
    const mine = (await inbox.claim(0)) as ClaimedEvent
    await inbox.claim(30)
    await inbox.retry(mine, 'too late')
    const [, event] = await events(all)
    assert.deepEqual([event!.attempts, event!.last_error, event!.due], [2, null, false])
  })
})

test('a handler that takes longer than the lease keeps its event', async (t) => {
  const all = await stage(t)
  const inbox = eventInbox(all.reservation, 'reservation')
  const slow = Promise.withResolvers<void>()
  const leaseSeconds = 0.2
  const consumer = start(
    t,
    all,
    handling((em, { paymentId }) => slow.promise.then(() => act(em, paymentId))),
    { leaseSeconds },
  )
  await capture(all)
  // By the lease alone anybody might take it now.
  await until(async () => (await events(all)).every(({ attempts, due }) => attempts === 1 && due))
  for (let tries = 0; tries < 10; tries++) assert.equal(await inbox.claim(leaseSeconds), undefined)
  slow.resolve()
  await consumer.stop()
  assert.equal((await effects(all)).length, 1)
  assert.equal((await events(all))[0]!.attempts, 1)
})

test('a handler that refuses leaves no effect, and its event waits longer each time', async (t) => {
  const all = await stage(t)
  let refusing = true
  start(
    t,
    all,
    handling(async (em, { paymentId }) => {
      await act(em, paymentId)
      if (refusing) throw new Refusal('HOLD_EXPIRED', 409, 'These seats went back on sale.')
    }),
  )
  await capture(all)
  for (const attempt of [1, 2, 3]) {
    const event = await until(async () => {
      const [row] = await events(all)
      return row!.attempts === attempt && row!.last_error ? row : undefined
    })
    assert.equal(event.last_error, 'These seats went back on sale.')
    const full = Math.exp(attempt)
    assert.ok(event.wait > full / 2 - 1 && event.wait <= full, `attempt ${attempt} waits ${event.wait} s`)
    assert.deepEqual(await effects(all), [])
    refusing = attempt < 3
    await all.admin.query('update reservation_inbox.event set run_at = now(), last_error = null')
  }
  await until(async () => (await events(all))[0]!.done_at)
  assert.equal((await effects(all)).length, 1)
})

test('an event that waits for another does not hold up the rest, whatever their order', async (t) => {
  const all = await stage(t)
  let firstIsThere = false
  const [second, first] = [await capture(all, 2), await capture(all, 1)]
  start(
    t,
    all,
    handling(async (em, { paymentId, amountWon }) => {
      if (amountWon === 2 && !firstIsThere) throw new Error('the first is not there yet')
      await act(em, paymentId)
      firstIsThere = true
    }),
  )
  await until(async () => (await effects(all)).length === 1)
  await until(async () => {
    await makeDue(all)
    return (await effects(all)).length === 2
  })
  assert.deepEqual(
    (await effects(all)).map(({ id }) => id),
    [first, second],
  )
})

test('stopping waits for the handlers under way and takes no further event', async (t) => {
  const all = await stage(t)
  const begun = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const consumer = start(
    t,
    all,
    handling(async (em, { paymentId }) => {
      begun.resolve()
      await gate.promise
      await act(em, paymentId)
    }),
  )
  await capture(all)
  await begun.promise
  const stopped = consumer.stop()
  for (let more = 0; more < 10; more++) await capture(all)
  gate.resolve()
  await stopped
  const seen = (await events(all)).filter(({ attempts }) => attempts > 0)
  // The other worker may have been looking for an event at that very moment.
  assert.ok(seen.length <= 2, `${seen.length} events`)
  assert.ok(seen.every(({ done_at }) => done_at))
  assert.equal((await effects(all)).length, seen.length)
})

test('a handler goes on with the trace in which its event was published', async (t) => {
  t.after(await startTelemetry('kit', { TRACE_RATIO: 1 }))
  const all = await stage(t)
  const seen = Promise.withResolvers<string | undefined>()
  start(
    t,
    all,
    handling(async () => seen.resolve(trace.getActiveSpan()?.spanContext().traceId)),
  )
  const published = await trace.getTracer('test').startActiveSpan('pay', async (span) => {
    await capture(all)
    span.end()
    return span.spanContext().traceId
  })
  assert.equal(await seen.promise, published)
})

test('a canary handles no events until it is promoted', async (t) => {
  const all = await stage(t)
  const roleFile = join(await mkdtemp(join(tmpdir(), 'pod-')), 'role')
  t.after(() => rm(dirname(roleFile), { recursive: true }))
  await writeFile(roleFile, 'canary')
  start(t, all, actOnce, { roleFile })
  const id = await capture(all)
  const stable = start(t, all, actOnce)
  await until(async () => (await effects(all)).length === 1)
  await stable.stop()

  await capture(all)
  await writeFile(roleFile, 'stable')
  await until(async () => (await effects(all)).length === 2)
  assert.equal((await effects(all))[0]!.id, id)
})

test('events that are due together are handled together, and what one of them fails by spoils no other', async (t) => {
  const all = await stage(t)
  const ids = await Promise.all(Array.from({ length: 120 }, () => capture(all)))
  const sizes: number[] = []
  const bad = ids[60]!
  const many = together<{ paymentId: string }>(async (em, captured) => {
    for (const { paymentId } of captured) {
      if (paymentId === bad) throw new Error('this one never works')
      await act(em, paymentId)
    }
    sizes.push(captured.length)
  })
  start(t, all, handling(many))
  start(t, all, handling(many))
  await until(async () => {
    await all.admin.query('update reservation_inbox.event set run_at = now() where done_at is null and attempts = 1')
    return (await effects(all)).length === ids.length - 1
  })
  const acted = await effects(all)
  assert.deepEqual(acted.map(({ id }) => id).toSorted(), ids.filter((id) => id !== bad).toSorted())
  assert.ok(Math.max(...sizes) > 1 && Math.max(...sizes) <= 50, String(sizes))
  const [failed] = (await events(all)).filter(({ done_at }) => !done_at)
  assert.match(failed!.last_error!, /never works/)
})
