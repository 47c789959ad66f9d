import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type { EntityManager } from '@mikro-orm/postgresql'
import { strict } from '@tiketi/contracts/schema'
import Type from 'typebox'
import { baseConfig, loadConfig } from '../src/config.ts'
import { createApp } from '../src/create-app.ts'
import { idempotent, purgeIdempotencyKeys } from '../src/idempotency.ts'
import { Refusal } from '../src/refusal.ts'
import { testTokens, until } from '../src/testing.ts'
import { log, stage, stageRedis } from './stage.ts'

const Order = strict({ id: Type.String(), seats: Type.Integer() })
const OrderRequest = strict({ seats: Type.Integer({ minimum: 1 }) })

type Work = (em: EntityManager, seats: number) => Promise<void>

/** An application that sells seats; each sale leaves a row. `work` runs after it, in the same transaction. */
async function shop(t: TestContext, work: Work = async () => {}) {
  const all = await stage(t)
  const { redis, server } = await stageRedis(t)
  const tokens = await testTokens(t)
  const settings = { ...all.config.reservation, REDIS_URL: server.url, PORT: '0', ...tokens.config }
  const values = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]))
  const config = await loadConfig('reservation', Type.Object(baseConfig('reservation')), values)
  const app = await createApp({ service: 'reservation', config, log, orm: all.reservation, redis })
  t.after(() => app.close())
  const sell = async (em: EntityManager, seats: number) => {
    const id = randomUUID()
    await em.execute("insert into effect (id, by) values (?, 'sale')", [id])
    await work(em, seats)
    return { status: 201 as const, body: { id, seats } }
  }
  const route = {
    config: { access: 'anyone' as const },
    schema: { body: OrderRequest, response: { 201: Order } },
  }
  app.post('/api/reservation/orders', route, async (request, reply) =>
    idempotent(request, reply, (em) => sell(em, request.body.seats)),
  )
  app.post('/api/reservation/unguarded', route, async ({ em, body }, reply) => {
    const sold = await em.transactional((em) => sell(em as EntityManager, body.seats))
    return reply.code(sold.status).send(sold.body)
  })
  const buyer = randomUUID()
  const post = async (key: string, seats = 2, { user = buyer, path = 'orders' } = {}) => {
    const answer = await app.inject({
      method: 'POST',
      url: `/api/reservation/${path}`,
      headers: { authorization: `Bearer ${await tokens.accessToken({ id: user })}`, 'idempotency-key': key },
      payload: { seats },
    })
    return { status: answer.statusCode, text: answer.body, code: answer.json().code, headers: answer.headers }
  }
  const sales = async () => (await all.admin.query('select from reservation.effect')).rows.length
  return { post, sales, all }
}

const KEY = 'a key of one attempt'.replaceAll(' ', '-')

test('the same key and body act once and get the same answer, byte for byte', async (t) => {
  const { post, sales } = await shop(t)
  await t.test('unguarded: a repeated request sells twice', async () => {
    await post(KEY, 2, { path: 'unguarded' })
    await post(KEY, 2, { path: 'unguarded' })
    assert.equal(await sales(), 2)
  })
  const first = await post(KEY)
  const second = await post(KEY)
  assert.deepEqual([first.status, second.status], [201, 201])
  assert.equal(second.text, first.text)
  assert.equal(await sales(), 3)
})

test('a used key with another body is refused, and a key counts for one person only', async (t) => {
  const { post, sales } = await shop(t)
  await post(KEY)
  const other = await post(KEY, 3)
  assert.deepEqual([other.status, other.code], [422, 'IDEMPOTENCY_KEY_REUSED'])
  const stranger = await post(KEY, 3, { user: randomUUID() })
  assert.equal(stranger.status, 201)
  assert.equal(await sales(), 2)
})

test('without a usable key the field is named', async (t) => {
  const { post, sales } = await shop(t)
  for (const key of ['', 'short', 'with a blank in it', 'x'.repeat(201)]) {
    const answer = await post(key)
    assert.deepEqual([answer.status, answer.code], [400, 'IDEMPOTENCY_KEY_MISSING'], key)
    assert.match(answer.text, /headers\.idempotency-key/)
  }
  assert.equal(await sales(), 0)
})

test('while the first is under way a repetition is told to come back, and then gets the answer', async (t) => {
  const begun = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const { post, sales } = await shop(t, async () => {
    begun.resolve()
    await gate.promise
  })
  const first = post(KEY)
  await begun.promise
  const early = await post(KEY)
  assert.deepEqual([early.status, early.code, early.headers['retry-after']], [409, 'IDEMPOTENCY_RUNNING', '1'])
  gate.resolve()
  const { text } = await first
  assert.equal((await post(KEY)).text, text)
  assert.equal(await sales(), 1)
})

test('of twenty at once one acts, and each gets its answer or is told to come back', async (t) => {
  const { post, sales } = await shop(t)
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(KEY)))
  assert.equal(await sales(), 1)
  // On a busy machine the pool may be what tells it.
  const others = answers.filter(({ status, headers }) => status !== 201 && headers['retry-after'] === undefined)
  assert.deepEqual(others, [])
  assert.equal(new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text)).size, 1)
})

test('who is overtaken between looking and keeping gives the answer of the first, and leaves nothing', async (t) => {
  const { post, sales, all } = await shop(t)
  const { text } = await post(KEY)
  const { admin } = all
  await admin.query('begin')
  await admin.query(
    `insert into reservation.idempotency_key (caller, key, fingerprint, status, body, refused)
     select caller, $1, fingerprint, status, body, refused from reservation.idempotency_key where key = $2`,
    [`${KEY}-2`, KEY],
  )
  const overtaken = post(`${KEY}-2`)
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await until(async () => (await admin.query(waiting)).rows.length > 0)
  await admin.query('commit')
  assert.equal((await overtaken).text, text)
  assert.equal(await sales(), 1)
})

test('a refusal leaves no effect and is repeated word for word', async (t) => {
  let taken = true
  const { post, sales } = await shop(t, async () => {
    if (taken) throw new Refusal('SEATS_TAKEN', 409, 'Someone was faster.', { taken: ['A1'] })
  })
  const first = await post(KEY)
  taken = false
  const second = await post(KEY)
  assert.deepEqual([first.status, first.code, second.text], [409, 'SEATS_TAKEN', first.text])
  assert.equal(await sales(), 0)
  assert.equal((await post(`${KEY}-2`)).status, 201)
})

test('a refusal that invites another try is not kept', async (t) => {
  let busy = true
  const { post, sales } = await shop(t, async () => {
    if (busy) throw new Refusal('BUSY', 409, 'Please try again.', { retryAfterSeconds: 1 })
  })
  assert.equal((await post(KEY)).code, 'BUSY')
  busy = false
  assert.equal((await post(KEY)).status, 201)
  assert.equal(await sales(), 1)
})

test('work that is cut off in the middle leaves nothing, and the same key may try again', async (t) => {
  let cut = true
  const { post, sales, all } = await shop(t, async (em) => {
    if (!cut) return
    const [{ pid }] = (await em.execute('select pg_backend_pid() as pid')) as [{ pid: number }]
    // As when the process dies: the server ends the transaction.
    await all.admin.query('select pg_terminate_backend($1)', [pid])
  })
  assert.equal((await post(KEY)).status, 503)
  assert.equal(await sales(), 0)
  cut = false
  assert.equal((await post(KEY)).status, 201)
  assert.equal(await sales(), 1)
})

test('answers are forgotten after a day, not before', async (t) => {
  const { post, sales, all } = await shop(t)
  await post(KEY)
  const age = (interval: string) =>
    all.admin.query('update reservation.idempotency_key set created_at = now() - $1::interval', [interval])
  await age('23 hours')
  await purgeIdempotencyKeys(all.reservation)
  await post(KEY)
  assert.equal(await sales(), 1)
  await age('25 hours')
  await purgeIdempotencyKeys(all.reservation)
  await post(KEY)
  assert.equal(await sales(), 2)
})
