import assert from 'node:assert/strict'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { strict } from '@tiketi/contracts/schema'
import { baseConfig, loadConfig } from '@tiketi/kit/config'
import { type App, createApp } from '@tiketi/kit/create-app'
import { connectDatabase } from '@tiketi/kit/database'
import { createLog } from '@tiketi/kit/log'
import { registry } from '@tiketi/kit/metrics'
import { connectRedis } from '@tiketi/kit/redis'
import { Refusal } from '@tiketi/kit/refusal'
import { cuttable, redisKinds, settingsOf, testDatabase, testRedis, testTokens, until } from '@tiketi/kit/testing'
import Type from 'typebox'
import WebSocket from 'ws'

const BUYER = '00000000-0000-4000-8000-000000000001'

test('bad input is a 400 that names each field, never a 500', async (t) => {
  const { app } = await testApp(t)
  app.post(
    '/api/event/things',
    {
      config: { access: 'public' },
      schema: { body: strict({ name: Type.String({ maxLength: 3 }), count: Type.Integer() }) },
    },
    async ({ body }) => body,
  )
  const post = (payload: unknown, headers = {}) =>
    app.inject({ method: 'POST', url: '/api/event/things', headers, payload: payload as object })
  const refused = await post({ name: 'long', count: '1', extra: true })
  assert.equal(refused.statusCode, 400)
  assert.match(refused.headers['content-type'] as string, /^application\/problem\+json/)
  assert.equal(refused.json().code, 'INVALID')
  assert.deepEqual(
    refused
      .json()
      .fields.map(({ path }: { path: string }) => path)
      .sort(),
    ['body.count', 'body.extra', 'body.name'],
  )
  assert.equal((await post('{"name":', { 'content-type': 'application/json' })).statusCode, 400)
  assert.equal((await post('name=x', { 'content-type': 'application/x-www-form-urlencoded' })).json().code, 'NOT_JSON')
  assert.equal((await post({ name: 'x'.repeat(70_000), count: 1 })).statusCode, 413)
  assert.equal((await post('', { 'content-type': 'application/json' })).statusCode, 400)
  for (const name of ['a\0', '\ud83c']) {
    const unkeepable = await post({ name, count: 1 })
    assert.equal(unkeepable.statusCode, 400)
    assert.deepEqual(unkeepable.json().fields, [
      { path: 'body.name', message: 'holds a character that cannot be kept' },
    ])
  }
  assert.deepEqual((await post({ name: 'ok', count: 1 })).json(), { name: 'ok', count: 1 })
  assert.equal((await app.inject('/api/event/nothing')).json().code, 'NOT_FOUND')
})

test('a route that does not say who may call it does not start', async (t) => {
  const { app } = await testApp(t)
  assert.throws(() => app.get('/api/event/open', async () => 1), /does not say who may call it/)
  assert.throws(() => app.get('/internal/things', { config: { access: 'anyone' } }, async () => 1), /for services/)
  assert.throws(
    () => app.get('/api/event/x', { config: { access: { services: ['queue'] } } }, async () => 1),
    /for services/,
  )
})

test('access: no token 401, wrong role 403, wrong service 403, a service token is no user and a user no service', async (t) => {
  const { app, tokens } = await testApp(t)
  app.get('/api/event/mine', { config: { access: 'anyone' } }, async ({ user }) => user)
  app.get('/api/event/console', { config: { access: ['organiser', 'admin'] } }, async () => 'in')
  app.get('/internal/things', { config: { access: { services: ['queue'] } } }, async () => 'in')
  const get = async (url: string, token?: string) => {
    const { statusCode } = await app.inject({ url, headers: token ? { authorization: `Bearer ${token}` } : {} })
    return statusCode
  }
  const buyer = await tokens.accessToken({ id: BUYER })
  const organiser = await tokens.accessToken({ id: BUYER, roles: ['organiser'] })
  const queue = await tokens.serviceToken('queue', 'event')
  assert.equal(await get('/api/event/mine'), 401)
  assert.equal(await get('/api/event/mine', `${buyer}x`), 401)
  assert.equal(await get('/api/event/mine', queue), 401)
  assert.equal(await get('/api/event/mine', buyer), 200)
  assert.equal(await get('/api/event/console', buyer), 403)
  assert.equal(await get('/api/event/console', organiser), 200)
  assert.equal(await get('/internal/things', buyer), 401)
  assert.equal(await get('/internal/things', await tokens.serviceToken('payment', 'event')), 403)
  assert.equal(
    await get('/internal/things', await tokens.serviceToken('queue', 'auth')),
    401,
    'a token for another service',
  )
  assert.equal(await get('/internal/things', queue), 200)
})

test('an unexpected error shows nothing of its cause, and the log shows it all but secrets', async (t) => {
  const { app, logged } = await testApp(t)
  app.get('/api/event/broken', { config: { access: 'public' } }, async ({ em }) =>
    em.execute('select secret_column from pg_class'),
  )
  app.get('/api/event/row', { config: { access: 'public' } }, async ({ em }) =>
    em.execute(
      `create temporary table pair (word text check (word <> 'hunter2')); insert into pair values ('hunter2')`,
    ),
  )
  app.get('/api/event/refused', { config: { access: 'public' } }, async () => {
    throw new Refusal('SEATS_TAKEN', 409, 'Someone was faster.', { taken: [7] })
  })
  const broken = await app.inject('/api/event/broken')
  assert.equal(broken.statusCode, 500)
  assert.doesNotMatch(broken.body, /secret_column|select|pg_class/)
  assert.match(logged(), /secret_column/)
  assert.equal((await app.inject('/api/event/row')).statusCode, 500)
  assert.match(logged(), /pair_word_check/)
  assert.doesNotMatch(logged(), /Failing row contains/)
  const refused = (await app.inject('/api/event/refused')).json()
  assert.deepEqual(
    [refused.code, refused.status, refused.detail, refused.taken],
    ['SEATS_TAKEN', 409, 'Someone was faster.', [7]],
  )
  assert.match(refused.traceId ?? '', /^([0-9a-f]{32})?$/)
})

test('a store that is away, or frozen, is a 503 with Retry-After, and all comes back by itself', async (t) => {
  const { app, database, cache } = await testApp(t)
  app.get('/api/event/rows', { config: { access: 'public' } }, async ({ em }) => em.execute('select 1 as one'))
  app.get('/api/event/cache', { config: { access: 'public' } }, async () => app.redisPing())
  const statusOf = async (url: string) => (await app.inject(url)).statusCode
  await until(async () => (await statusOf('/api/event/cache')) === 200)
  assert.equal(await statusOf('/api/event/rows'), 200)

  await database.cut()
  await cache.cut()
  const away = await app.inject('/api/event/rows')
  assert.deepEqual([away.statusCode, away.headers['retry-after'], away.json().code], [503, '2', 'STORE_AWAY'])
  assert.equal(await statusOf('/api/event/cache'), 503)
  const ready = await app.inject('/ready')
  assert.deepEqual([ready.statusCode, ready.json().database, ready.json().redis], [200, false, false])
  assert.equal(await statusOf('/health'), 200)

  await database.mend()
  await cache.mend()
  await until(async () => (await statusOf('/api/event/rows')) === 200 && (await statusOf('/api/event/cache')) === 200)
})

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, limits count a user by account and strangers by address, and say when to come again`, async (t) => {
    const { app, tokens } = await testApp(t, settingsOf(await redis()))
    app.get(
      '/api/event/few',
      { config: { access: 'anyone', rateLimit: { max: 2, timeWindow: 60_000 } } },
      async () => 'in',
    )
    const asking = async (id: string) =>
      app.inject({ url: '/api/event/few', headers: { authorization: `Bearer ${await tokens.accessToken({ id })}` } })
    await until(async () => (await app.inject('/ready')).json().redis)
    assert.equal((await asking(BUYER)).statusCode, 200)
    assert.equal((await asking(BUYER)).statusCode, 200)
    const third = await asking(BUYER)
    assert.deepEqual([third.statusCode, third.json().code], [429, 'TOO_MANY_REQUESTS'])
    assert.ok(Number(third.headers['retry-after']) > 0)
    assert.equal((await asking(BUYER.replace('1', '2'))).statusCode, 200)
  })

test('draining finishes what was begun, refuses what is new and is no longer ready', async (t) => {
  const { app } = await testApp(t)
  const begun = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<string>()
  app.get('/api/event/slow', { config: { access: 'public' } }, () => {
    begun.resolve()
    return finish.promise
  })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const slow = fetch(`${address}/api/event/slow`)
  await begun.promise
  const closed = app.close()
  await until(() =>
    fetch(`${address}/health`).then(
      ({ status }) => status === 503,
      () => true,
    ),
  )
  finish.resolve('done')
  assert.equal(await (await slow).text(), 'done')
  await closed
})

test('an oversized frame ends its socket and no other', async (t) => {
  const { app } = await testApp(t)
  app.get('/ws/queue/echo', { config: { access: 'public' }, websocket: true }, (socket) => {
    socket.on('message', (message) => socket.send(String(message)))
  })
  const address = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws')
  const [big, small] = [new WebSocket(`${address}/ws/queue/echo`), new WebSocket(`${address}/ws/queue/echo`)]
  await Promise.all([once(big, 'open'), once(small, 'open')])
  big.on('error', () => {})
  big.send('x'.repeat(10_000))
  const [code] = await once(big, 'close')
  assert.equal(code, 1009)
  small.send('still here')
  assert.equal(String((await once(small, 'message'))[0]), 'still here')
  small.close()
})

test('how long a socket was open counts as no request', async (t) => {
  const { app } = await testApp(t)
  const left = Promise.withResolvers<void>()
  app.get('/ws/event/open', { config: { access: 'public' }, websocket: true }, (socket) => {
    socket.once('close', () => left.resolve())
  })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/event/open`)
  await once(socket, 'open')
  socket.close()
  await left.promise
  // Counted after it, so what was to be counted before is.
  await until(async () => {
    await fetch(`${address}/health`)
    return (await registry.metrics()).includes('route="/health"')
  })
  assert.ok(!(await registry.metrics()).includes('route="/ws/event/open"'))
})

test('the description of the API is OpenAPI 3.1 and leaves internal routes out', async (t) => {
  const { app } = await testApp(t)
  app.get('/api/event/shown', { config: { access: 'anyone' }, schema: { summary: 'Shown' } }, async () => 1)
  app.get('/internal/hidden', { config: { access: { services: ['queue'] } } }, async () => 1)
  const description = (await app.inject('/api/event/openapi.json')).json()
  assert.equal(description.openapi, '3.1.0')
  assert.deepEqual(Object.keys(description.paths), ['/api/event/shown'])
})

async function testApp(t: TestContext, settings: Record<string, string> = {}) {
  const [{ config: databaseConfig }, redisServer, tokens] = await Promise.all([
    testDatabase(t, 'event'),
    testRedis(t),
    testTokens(t),
  ])
  const database = await cuttable(t, databaseConfig.DATABASE_URL)
  const cache = await cuttable(t, redisServer.url)
  const config = await loadConfig('event', Type.Object(baseConfig('event')), {
    ...tokens.config,
    PORT: '0',
    DATABASE_URL: database.url,
    DATABASE_PASSWORD: databaseConfig.DATABASE_PASSWORD,
    REDIS_URL: cache.url,
    ...settings,
  })
  const lines: string[] = []
  const stream = new PassThrough().on('data', (line) => lines.push(String(line)))
  const log = createLog('event-service', 'debug', stream)
  const orm = await connectDatabase({ service: 'event', entities: [], migrations: [] }, config, log)
  const redis = connectRedis(config, log)
  const app = await createApp({ service: 'event', config, log, orm, redis })
  t.after(() => app.close())
  return {
    app: Object.assign(app, { redisPing: () => redis.ping() }) as App & { redisPing(): Promise<string> },
    tokens,
    database,
    cache,
    logged: () => lines.join(''),
  }
}
