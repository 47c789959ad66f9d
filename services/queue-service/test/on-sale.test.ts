import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { peopleAhead } from '@tiketi/contracts/queue'
import type { SeatsLeft } from '@tiketi/contracts/reservation'
import { serviceTokens } from '@tiketi/kit/service-token'
import { redisKinds, until } from '@tiketi/kit/testing'
import { lineKeys } from '../src/line-keys.ts'
import { storeOnSale } from '../src/store-on-sale.ts'
import { begun, claim, joined, leave, onSale, openLine, stage, statusOf } from './stage.ts'

const HOUR = 3_600_000

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, the terms of a sale come by event, newer ones reach its line, older ones change nothing`, async (t) => {
    const sale = onSale({ opensAt: new Date(Date.now() + HOUR).toISOString() })
    const EVENT_URL = await neighbour(t, 'event', { [`/internal/on-sales/${sale.id}`]: () => sale })
    const all = await stage(t, { EVENT_URL, ...(await redis()) })
    const app = await all.start()
    const change = () => all.tell('onsale.changed', { onSaleId: sale.id, version: sale.version })

    await change()
    const opensAt = (wanted: string) => until(async () => (await statusOf(app, sale.id))?.opensAt === wanted)
    assert.equal((await begun(all.redis, app, sale.id, 1)).opensAt, sale.opensAt)
    const place = await joined(app, sale.id, await all.person())

    const first = { ...sale }
    Object.assign(sale, { version: 3, opensAt: new Date(Date.now() + 2 * HOUR).toISOString(), admissionsPerSecond: 7 })
    await change()
    await opensAt(sale.opensAt)
    assert.equal(await all.redis.hget(lineKeys(sale.id, 1).line, 'rate'), '7')
    assert.equal((await statusOf(app, sale.id))?.last, place.number)

    await storeOnSale(all.orm.em.fork(), { ...first, version: 2 })
    const [row] = await all.orm.em.fork().execute<{ version: number }[]>('select version from queue.on_sale')
    assert.equal(row?.version, 3)

    Object.assign(sale, { version: 4, cancelled: true })
    await change()
    await until(async () => (await statusOf(app, sale.id))?.state === 'closed')
  })

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, whoever holds seats makes room inside, and who buys them has left, in whatever order it is heard`, async (t) => {
    const all = await stage(t, await redis())
    const app = await all.start()
    const id = await openLine(all, app, { free: 1 })
    const keys = lineKeys(id, 1)
    const freeSeats = (free: number) => all.redis.hset(keys.line, { free })
    const hold = (personId: string) => ({ reservationId: randomUUID(), onSaleId: id, personId, seats: 1 })
    const first = await all.person()
    const place = await joined(app, id, first)
    await until(() => all.redis.zscore(keys.called, '1'))
    await claim(app, id, first, place.placeTicket)
    await joined(app, id, await all.person())
    await joined(app, id, await all.person())

    const held = hold(first.id)
    await all.tell('reservation.held', held)
    await until(() => all.redis.hget(keys.holding, '1'))
    assert.equal(await all.redis.hget(keys.line, 'free'), '0', 'their seats are not free any more')
    await freeSeats(1)
    await until(() => all.redis.zscore(keys.called, '2'))

    // The hold runs out: its holder competes for free seats again.
    await all.tell('reservation.released', held)
    await until(async () => (await all.redis.hlen(keys.holding)) === 0)
    await freeSeats(2)
    assert.equal(await all.redis.zscore(keys.called, '3'), null)

    // They buy others; of this hold the end is heard first.
    const bought = hold(first.id)
    await all.tell('reservation.confirmed', bought)
    await until(async () => (await all.redis.zcard(keys.inside)) === 0)
    await until(() => all.redis.zscore(keys.called, '3'))
    await all.tell('reservation.held', bought)
    const done = async () => {
      const [row] = await all.orm.em
        .fork()
        .execute<{ open: number }[]>('select count(*) as open from queue_inbox.event where done_at is null')
      return row?.open === 0
    }
    await until(done)
    assert.deepEqual(await all.redis.hgetall(keys.holding), {})
    const [admission] = await all.orm.em
      .fork()
      .execute<{ over: boolean }[]>('select ended_at is not null as over from queue.admission')
    assert.equal(admission?.over, true)
    assert.equal((await claim(app, id, first, place.placeTicket)).json().code, 'PLACE_GONE')
    assert.equal((await joined(app, id, first)).number, 4)
  })

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, free seats are asked for, and without an answer the line pauses until there is one`, async (t) => {
    let seats: SeatsLeft | undefined = { free: 2, held: 0, sold: 0 }
    let asked = 0
    const sale = onSale()
    const RESERVATION_URL = await neighbour(t, 'reservation', {
      [`/internal/on-sales/${sale.id}/seats`]: () => {
        asked++
        return seats
      },
    })
    const all = await stage(t, { RESERVATION_URL, ...(await redis()) })
    const [app] = [await all.start(), await all.start()]
    await storeOnSale(all.orm.em.fork(), sale)
    const state = (wanted: string, reason?: string) =>
      until(async () => {
        const status = await statusOf(app, sale.id)
        return status?.state === wanted && status.reason === reason
      })
    await state('open')
    for (let at = 0; at < 3; at++) await joined(app, sale.id, await all.person())
    const { line, called } = lineKeys(sale.id, 1)
    await until(async () => (await all.redis.zcard(called)) === 2)

    seats = undefined
    const before = asked
    await all.redis.hset(line, { askAt: 0 })
    await until(async () => asked > before && Number(await all.redis.hget(line, 'unanswered')) > 1)
    await all.redis.hset(line, { seatsAt: Date.now() - 7_000 })
    await state('paused', 'seats-unknown')

    seats = { free: 3, held: 0, sold: 0 }
    await all.redis.hset(line, { askAt: 0 })
    await state('open')
    await until(async () => (await all.redis.zcard(called)) === 3)
  })

test('of the leavers a client learns enough to know at most how many are ahead', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const id = await openLine(all, app, { opensAt: new Date(Date.now() + HOUR).toISOString() })
  const people = await Promise.all(Array.from({ length: 12 }, () => all.person()))
  const places = await Promise.all(people.map((person) => joined(app, id, person)))
  // A line too long for a bucket a person.
  await all.redis.hset(lineKeys(id, 1).line, { last: 200 })
  const leavers = places.flatMap((place, at) => (place.number > 3 && place.number < 9 ? [{ place, at }] : []))
  for (const { place, at } of leavers) await leave(app, id, people[at]!, place.placeTicket)

  const status = await until(async () => {
    const status = await statusOf(app, id)
    return status?.left.some((count) => count > 0) && status.last === 200 ? status : undefined
  })
  await until(async () => (await statusOf(app, id))?.left.reduce((sum, count) => sum + count, 0) === 5)
  const { leftBucket, left } = (await statusOf(app, id))!
  assert.deepEqual([leftBucket, left], [4, [1, 4]])
  assert.equal(status.watermark, 0)
  const numbers = [1, 2, 4, 5, 8, 9, 200]
  assert.deepEqual(
    numbers.map((number) => peopleAhead({ watermark: 0, leftBucket, left, returning: 0 }, number)),
    [0, 1, 3, 3, 6, 3, 194],
  )
  assert.equal(peopleAhead({ watermark: 9, leftBucket: 4, left: [], returning: 2 }, 9), 0)
  assert.equal(peopleAhead({ watermark: 9, leftBucket: 4, left: [], returning: 2 }, 10), 2)
})

/** A neighbour that answers these paths to queue-service as the contracts say, and 503 when it has nothing to say. */
async function neighbour(
  t: TestContext,
  name: 'event' | 'reservation',
  answers: Record<string, () => object | undefined>,
): Promise<string> {
  const tokens = serviceTokens(name, 'a service token key for one test only')
  const server = createServer(async (request, response) => {
    const caller = await tokens.verify(request.headers.authorization?.slice('Bearer '.length) ?? '')
    const answer = caller === 'queue' ? answers[request.url ?? '']?.() : undefined
    response.writeHead(answer ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
