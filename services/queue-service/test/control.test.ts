import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { SaleAction, SaleActionLog, SaleDesk } from '@tiketi/contracts/queue'
import type { App } from '@tiketi/kit/create-app'
import { until } from '@tiketi/kit/testing'
import { lineKeys } from '../src/line-keys.ts'
import { step } from '../src/step.ts'
import { bareLine } from './line.ts'
import { claim, join, joined, openLine, setSeats, stage, statusOf } from './stage.ts'

type Someone = { id: string; headers: Record<string, string> }

async function act(app: App, id: string, { headers }: Someone, action: SaleAction) {
  const url = `/api/queue/operator/on-sales/${id}/actions`
  return app.inject({ method: 'POST', url, headers, payload: action })
}

async function done(app: App, id: string, by: Someone, action: SaleAction): Promise<SaleDesk> {
  const answer = await act(app, id, by, action)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json()
}

test('an operator pauses, changes, drains and closes a line; it happens at every replica, and is written down', async (t) => {
  const all = await stage(t)
  const [app, other] = [await all.start(), await all.start()]
  const organiser = await all.person(randomUUID(), ['organiser'])
  const id = await openLine(all, app, { organiserId: organiser.id, free: 0 })
  await until(async () => (await statusOf(other, id))?.state === 'sold-out')
  const keys = lineKeys(id, 1)
  const called = () => all.redis.zcard(keys.called)
  await setSeats(all.redis, id, 1, { free: 0, held: 9 })
  const waiting = await Promise.all(Array.from({ length: 6 }, () => all.person()))
  for (const person of waiting) await joined(app, id, person)

  await done(app, id, organiser, { action: 'pause' })
  await setSeats(all.redis, id, 1, { free: 100, held: 0 })
  for (const replica of [app, other]) await until(async () => (await statusOf(replica, id))?.reason === 'operator')
  assert.equal(await called(), 0)

  await done(other, id, organiser, { action: 'set-cap', peopleInside: 2 })
  await done(other, id, organiser, { action: 'set-rate', admissionsPerSecond: 500 })
  await done(app, id, organiser, { action: 'resume' })
  await until(async () => (await called()) === 2)
  const version = await all.redis.hget(keys.line, 'step')
  await until(async () => Number(await all.redis.hget(keys.line, 'step')) > Number(version) + 2)
  assert.equal(await called(), 2, 'no more than the cap, however many seats are free')
  assert.equal(await all.redis.hget(keys.line, 'rate'), '500')

  const drained = await done(app, id, organiser, { action: 'drain' })
  assert.deepEqual([drained.control.draining, drained.control.admissionsPerSecond], [true, 500])
  const refused = await join(other, id, await all.person())
  assert.deepEqual([refused.statusCode, refused.json().code], [409, 'LINE_FULL'])
  assert.equal((await join(other, id, waiting[5]!)).statusCode, 200, 'who waits still does')
  await done(app, id, organiser, { action: 'set-cap', peopleInside: null })
  await until(async () => (await called()) === 6)

  await done(app, id, organiser, { action: 'close' })
  for (const replica of [app, other]) await until(async () => (await statusOf(replica, id))?.state === 'closed')
  assert.equal((await act(app, id, organiser, { action: 'resume' })).json().code, 'LINE_CLOSED')

  const url = `/api/queue/operator/on-sales/${id}/actions`
  const { actions } = (await other.inject({ url, headers: organiser.headers })).json<SaleActionLog>()
  assert.deepEqual(
    actions.map(({ action }) => action.action),
    ['close', 'set-cap', 'drain', 'resume', 'set-rate', 'set-cap', 'pause'],
  )
  assert.ok(actions.every(({ actorId }) => actorId === organiser.id))
  assert.deepEqual([actions[6]!.before.paused, actions[6]!.after.paused], [false, true])
  await assert.rejects(
    all.orm.em.fork().execute('update queue.control_action set actor_id = ?', [randomUUID()]),
    /denied/,
  )
})

test('a line is run by its organiser and by admins, and by nobody else', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const organiser = await all.person(randomUUID(), ['organiser'])
  const id = await openLine(all, app, { organiserId: organiser.id })
  const status = async (by: Someone) => (await act(app, id, by, { action: 'pause' })).statusCode
  assert.equal(await status(await all.person(randomUUID(), ['organiser'])), 404)
  assert.equal(await status(await all.person(organiser.id, ['buyer'])), 403)
  assert.equal(await status(await all.person(randomUUID(), ['staff'])), 403)
  assert.equal(await status(await all.person(randomUUID(), ['admin'])), 200)
  assert.equal(await status(organiser), 200)
  const url = `/api/queue/operator/on-sales/${id}`
  assert.equal((await app.inject({ url })).statusCode, 401)
  const desk = (await app.inject({ url, headers: organiser.headers })).json<SaleDesk>()
  assert.equal(desk.control.paused, true)
})

test('passes that are revoked are told to reservation-service, and their holders are called again, before others', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const admin = await all.person(randomUUID(), ['admin'])
  const id = await openLine(all, app, { free: 1 })
  const keys = lineKeys(id, 1)
  const person = await all.person()
  const place = await joined(app, id, person)
  await joined(app, id, await all.person())
  await until(() => all.redis.zscore(keys.called, '1'))
  const before = (await claim(app, id, person, place.placeTicket)).json()

  const { control } = await done(app, id, admin, { action: 'revoke-passes' })
  assert.ok(control.passesFrom! > new Date(Date.now() - 60_000).toISOString())
  const [event] = await all.events('reservation')
  assert.deepEqual(
    [event!.name, event!.payload],
    ['onsale.passes-revoked', { onSaleId: id, passesFrom: control.passesFrom }],
  )
  await until(() => all.redis.zscore(keys.called, '1'))
  assert.equal(await all.redis.zscore(keys.called, '2'), null, 'one seat is free')
  const after = await until(async () => {
    const answer = await claim(app, id, person, place.placeTicket)
    return answer.statusCode === 200 ? answer.json() : undefined
  })
  assert.notEqual(after.pass, before.pass)
  const issued = JSON.parse(Buffer.from(after.pass.split('.')[1], 'base64url').toString()).iat
  assert.ok(issued * 1_000 >= Date.parse(control.passesFrom!))
})

test('fewer are let in while holds are slow or fail, and more again only when they have gone well for a while', async (t) => {
  const line = await bareLine(t, { rate: 100 })
  const answer = (p95Ms: number, failedShare: number) =>
    step(line.redis, 'seats')([line.keys.line], [1, 1_000, 0, p95Ms, failedShare])
  const ease = async () => Number(await line.redis.hget(line.keys.line, 'ease'))
  const calmSince = (ms: number) => line.redis.hset(line.keys.line, { easedAt: Date.now() - ms })

  await answer(50, 0)
  assert.equal(await ease(), 1)
  await answer(1_500, 0)
  await answer(50, 0.2)
  assert.ok(Math.abs((await ease()) - 0.49) < 1e-9)
  for (let at = 0; at < 20; at++) await answer(50, 1)
  assert.equal(await ease(), 0.1, 'never to nothing: somebody must try whether it goes well')

  // Neither slow nor fast: as it is. Fast: not before ten seconds without trouble.
  await calmSince(60_000)
  await answer(700, 0)
  assert.equal(await ease(), 0.1)
  await calmSince(5_000)
  await answer(50, 0)
  assert.equal(await ease(), 0.1)
  await calmSince(11_000)
  await answer(50, 0)
  assert.ok((await ease()) > 0.1 && (await ease()) < 0.12)
  for (let at = 0; at < 30; at++) await answer(50, 0)
  assert.equal(await ease(), 1)

  // A second at a tenth of the rate.
  await line.crowd(200)
  await line.redis.hset(line.keys.line, {
    ease: 0.1,
    tokens: 0,
    tokensAt: (Date.now() - 1_000) * 1_000,
    seatsAt: Date.now() + 60_000,
  })
  assert.equal((await line.run()).called, 10)
})
