import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntityManager } from '@mikro-orm/postgresql'
import { cuttable, redisKinds, settingsOf, until } from '@tiketi/kit/testing'
import { listEvents, readListing } from '../src/list-events.ts'
import { Someone, stage } from './stage.ts'

const listUrl = '/api/event/events'

/**
 * Counts how often the service reads the one event that there is: a policy on the table takes a number from a sequence
 * for every row that is read.
 */
async function countReads(admin: EntityManager): Promise<() => Promise<number>> {
  // What was published before would begin a new generation in the middle of the count.
  await until(async () => (await admin.execute('select from event_inbox.event where done_at is null')).length === 0)
  await admin.execute(`
    create sequence public.reads;
    grant usage on schema public to event;
    grant usage on sequence public.reads to event;
    alter table event.event enable row level security;
    create policy counted on event.event using (nextval('public.reads') > 0)`)
  let before = 0
  return async () => {
    const [row] = await admin.execute<[{ reads: number }]>(
      'select case when is_called then last_value else 0 end as reads from public.reads',
    )
    const since = row.reads - before
    before = row.reads
    return since
  }
}

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, a thousand who ask at once after a cold start ask the database once`, async (t) => {
    const { admin, service, another, someone } = await stage(t, settingsOf(await redis()))
    await (await someone('organiser')).published()
    const reads = await countReads(admin)
    await Promise.all(Array.from({ length: 100 }, () => listEvents(service.fork(), readListing({}))))
    assert.equal(await reads(), 100, 'unguarded, each of a hundred asks it')

    const cold = new Someone(await another(), 'stranger')
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => cold.get(listUrl)))
    assert.ok(answers.every(({ status, body }) => status === 200 && body.events.length === 1))
    assert.equal(await reads(), 1)
    const next = new Someone(await another(), 'stranger')
    assert.equal((await next.get(listUrl)).body.events.length, 1)
    assert.equal(await reads(), 0, 'the next process finds it in Redis')
  })

test('a change shows within a second, in every process', async (t) => {
  const { app, another, someone } = await stage(t)
  const organiser = await someone('organiser')
  const buyers = [new Someone(app, 'stranger'), new Someone(await another(), 'stranger')]
  const listed = () => Promise.all(buyers.map(async (buyer) => (await buyer.get(listUrl)).body.events.length))
  assert.deepEqual(await listed(), [0, 0])
  const event = await organiser.published()
  let since = performance.now()
  await until(async () => (await listed()).every((count) => count === 1))
  assert.ok(performance.now() - since < 1_000, `published: ${performance.now() - since} ms`)

  const url = `/api/event/events/${event.id}`
  for (const buyer of buyers) assert.equal((await buyer.get(url)).body.status, 'published')
  await organiser.post(`/api/event/organiser/events/${event.id}/cancel`, { version: event.version })
  since = performance.now()
  const states = () => Promise.all(buyers.map(async (buyer) => (await buyer.get(url)).body.status))
  await until(async () => (await states()).every((status) => status === 'cancelled'))
  assert.ok(performance.now() - since < 1_000, `cancelled: ${performance.now() - since} ms`)
})

test('an answer carries its tag and may be kept by a CDN; who has it gets 304 and no bytes', async (t) => {
  const { someone } = await stage(t)
  const event = await (await someone('organiser')).published()
  const buyer = await someone('buyer')
  for (const url of [
    listUrl,
    `/api/event/events/${event.id}`,
    `/api/event/on-sales/${event.performances[0]!.onSale.id}`,
  ]) {
    const first = await buyer.get(url)
    const etag = first.headers.etag as string
    assert.match(etag, /^"[\w-]{27}"$/)
    assert.equal(first.headers['cache-control'], 'public, max-age=5, stale-while-revalidate=25')
    assert.equal(first.headers['content-type'], 'application/json; charset=utf-8')
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { status, body, headers } = await buyer.get(url, { 'if-none-match': known })
      assert.deepEqual([status, body, headers.etag], [304, '', etag])
    }
    assert.equal((await buyer.get(url, { 'if-none-match': '"other"' })).status, 200)
  }
})

test('without Redis the lists are served from the database, asked once a second at most', async (t) => {
  const { admin, redis, someone } = await stage(t)
  await (await someone('organiser')).published()
  const buyer = await someone('buyer')
  await until(async () => (await buyer.get(listUrl)).body.events.length === 1)
  const reads = await countReads(admin)
  await redis.stop()
  const since = performance.now()
  for (let asked = 0; asked < 300; asked++) {
    const { status, body } = await buyer.get(listUrl)
    assert.deepEqual([status, body.events.length], [200, 1])
  }
  const most = 2 + (performance.now() - since) / 1_000
  assert.ok((await reads()) <= most, 'each answer is used for a second')
})

test('a Redis that froze holds an answer up for a tenth of a second, not more', async (t) => {
  const { redis, another, someone } = await stage(t)
  await (await someone('organiser')).published()
  const proxy = await cuttable(t, redis.url)
  const buyer = new Someone(await another({ REDIS_URL: proxy.url }), 'stranger')
  await until(async () => (await buyer.get(listUrl)).body.events.length === 1)
  proxy.freeze()
  const since = performance.now()
  let slowest = 0
  while (performance.now() - since < 1_500) {
    const asked = performance.now()
    assert.equal((await buyer.get(listUrl)).status, 200)
    slowest = Math.max(slowest, performance.now() - asked)
  }
  assert.ok(slowest > 90, 'Redis was asked')
  assert.ok(slowest < 500, `${slowest} ms`)
  await proxy.mend()
})

test('a change that was made while Redis was away shows when it is back', async (t) => {
  const { redis, another, someone } = await stage(t)
  const proxy = await cuttable(t, redis.url)
  const buyer = new Someone(await another({ REDIS_URL: proxy.url }), 'stranger')
  assert.deepEqual((await buyer.get(listUrl)).body.events, [])
  await proxy.cut()
  await (await someone('organiser')).published()
  await until(async () => (await buyer.get(listUrl)).body.events.length === 1)
  await proxy.mend()
  await until(async () => (await buyer.get(listUrl)).body.events.length === 1)
})

test('without the database what is cached is served, and the rest is refused for now', async (t) => {
  const { app: _app, another, admin, someone } = await stage(t)
  const event = await (await someone('organiser')).published()
  const [{ url }] = await admin.execute<[{ url: string }]>(
    `select 'postgres://event@' || host(inet_server_addr()) || ':' || inet_server_port() || '/' || current_database() as url`,
  )
  const proxy = await cuttable(t, url)
  const buyer = new Someone(await another({ DATABASE_URL: proxy.url }), 'stranger')
  await until(async () => (await buyer.get(listUrl)).body.events.length === 1)
  await proxy.cut()
  assert.equal((await buyer.get(listUrl)).body.events.length, 1)
  const refused = await buyer.get(`/api/event/events/${event.id}`)
  assert.deepEqual([refused.status, refused.headers['retry-after']], [503, '2'])
  await proxy.mend()
  await until(async () => (await buyer.get(`/api/event/events/${event.id}`)).status === 200)
})
