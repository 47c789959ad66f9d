import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { LineStatus } from '@tiketi/contracts/queue'
import { redisKinds, until } from '@tiketi/kit/testing'
import { Check } from 'typebox/value'
import { lineKeys } from '../src/line-keys.ts'
import { deviceTag, placeTickets } from '../src/place-ticket.ts'
import { NUMBERS_AT_ONCE } from '../src/reserve-numbers.ts'
import { storeOnSale } from '../src/store-on-sale.ts'
import { join, joined, leave, onSale, openLine, setSeats, stage, statusOf } from './stage.ts'

const HOUR = 3_600_000

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, two hundred people at two replicas get two hundred numbers, whoever joins twice the same`, async (t) => {
    const all = await stage(t, await redis())
    const apps = [await all.start(), await all.start()]
    const id = await openLine(all, apps[0]!, { opensAt: new Date(Date.now() + HOUR).toISOString() })
    await until(() => statusOf(apps[1]!, id))
    const people = await Promise.all(Array.from({ length: 200 }, () => all.person()))

    // Each replica knows by then who signs access tokens.
    for (const app of apps) await joined(app, id, people[0]!)

    // Each person joins at both replicas at once.
    const places = await Promise.all(people.flatMap((person) => apps.map((app) => joined(app, id, person))))
    const numbers = places.map(({ number }) => number)
    assert.equal(new Set(numbers).size, 200)
    assert.deepEqual(
      [...new Set(numbers)].toSorted((a, b) => a - b),
      Array.from({ length: 200 }, (_, at) => at + 1),
    )
    for (let at = 0; at < 400; at += 2) assert.equal(numbers[at], numbers[at + 1])

    const [place] = places
    assert.deepEqual(placeTickets(all.config.PLACE_KEY).verify(place!.placeTicket), {
      onSaleId: id,
      epoch: 1,
      number: place!.number,
      personId: people[0]!.id,
      device: deviceTag(undefined),
    })
    const status = await until(async () => {
      const status = await statusOf(apps[1]!, id)
      return status?.last === 200 ? status : undefined
    })
    assert.deepEqual([status.state, status.watermark], ['scheduled', 0])

    const answer = await apps[0]!.inject({ url: `/api/queue/on-sales/${id}` })
    assert.equal(answer.headers['cache-control'], 'public, max-age=1')
    assert.ok(Check(LineStatus, answer.json()))
  })

test('who left may join again, at the end', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const id = await openLine(all, app, { opensAt: new Date(Date.now() + HOUR).toISOString() })
  const [first, second] = [await all.person(), await all.person()]
  const place = await joined(app, id, first)
  assert.equal((await joined(app, id, second)).number, 2)

  assert.equal((await leave(app, id, second, place.placeTicket)).json().code, 'OTHER_PERSON')
  assert.equal((await leave(app, id, first, place.placeTicket)).statusCode, 204)
  assert.equal((await leave(app, id, first, place.placeTicket)).statusCode, 204)
  assert.equal((await joined(app, id, first)).number, 3)
})

test('a line says why it takes nobody', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const person = await all.person()
  const em = all.orm.em.fork()

  assert.equal((await join(app, randomUUID(), person)).statusCode, 404)
  assert.equal((await join(app, 'not-an-id', person)).statusCode, 400)

  const id = await openLine(all, app)
  const stranger = await app.inject({ method: 'POST', url: `/api/queue/on-sales/${id}/entries` })
  assert.equal(stranger.statusCode, 401)

  await setSeats(all.redis, id, 1, { free: 0, held: 0 })
  const soldOut = await join(app, id, person)
  assert.deepEqual([soldOut.statusCode, soldOut.json().code], [409, 'SOLD_OUT'])

  await all.redis.hset(lineKeys(id, 1).line, { closesAt: 1 })
  const closed = await join(app, id, person)
  assert.deepEqual([closed.statusCode, closed.json().code], [409, 'LINE_CLOSED'])

  const open = onSale({ waitingRoom: false })
  await storeOnSale(em, open)
  await until(async () => (await app.inject({ url: `/api/queue/on-sales/${open.id}` })).statusCode === 409)
  assert.equal((await join(app, open.id, person)).json().code, 'NO_WAITING_ROOM')
  assert.equal((await app.inject({ url: `/api/queue/on-sales/${open.id}` })).json().code, 'NO_WAITING_ROOM')
})

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, no number is given beyond those that PostgreSQL has set aside`, async (t) => {
    const all = await stage(t, await redis())
    const app = await all.start()
    const id = await openLine(all, app, { opensAt: new Date(Date.now() + HOUR).toISOString() })
    const { line } = lineKeys(id, 1)
    await all.redis.hset(line, {
      last: NUMBERS_AT_ONCE - 1,
      watermark: NUMBERS_AT_ONCE - 1,
      ceiling: NUMBERS_AT_ONCE - 1,
    })

    assert.equal((await joined(app, id, await all.person())).number, NUMBERS_AT_ONCE)
    const reserved = async () => {
      const [row] = await all.orm.em
        .fork()
        .execute<{ reserved: number }[]>('select numbers_reserved as reserved from queue.on_sale')
      return row?.reserved
    }
    await until(async () => (await reserved()) === 2 * NUMBERS_AT_ONCE)
    await until(async () => Number(await all.redis.hget(line, 'ceiling')) === 2 * NUMBERS_AT_ONCE)
    assert.equal((await joined(app, id, await all.person())).number, NUMBERS_AT_ONCE + 1)
  })
