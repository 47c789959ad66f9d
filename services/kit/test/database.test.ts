import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { MikroORM } from '@mikro-orm/postgresql'
import { Client } from 'pg'
import { connectDatabase } from '../src/database.ts'
import { storeAway } from '../src/store-away.ts'
import { cuttable, until } from '../src/testing.ts'
import { definitions, log, stage } from './stage.ts'

async function behindProxy(t: TestContext, connections: number) {
  const { config, admin } = await stage(t)
  const proxy = await cuttable(t, config.reservation.DATABASE_URL)
  const settings = { ...config.reservation, DATABASE_URL: proxy.url, DATABASE_POOL: connections }
  const orm = await connectDatabase(definitions.reservation, settings, log)
  t.after(() => orm.close(true))
  const ask = () => orm.em.fork().execute<{ one: number }[]>('select 1 as one')
  const pool = await orm.em.getConnection().getNativeClient()
  return { orm, ask, pool, proxy, admin, password: settings.DATABASE_PASSWORD }
}

const unanswered = { text: 'select 1', query_timeout: 100 }
const quiet = { entities: [], discovery: { warnWhenNoEntities: false } }
const isAway = (error: unknown) => storeAway(error) === 'database'

test('a connection that is lost in the middle of a transaction does not take its place in the pool with it', async (t) => {
  const { orm, ask, pool, admin } = await behindProxy(t, 2)
  const ways = {
    'during a query': (pid: number, em: typeof orm.em) => em.execute('select pg_terminate_backend(?)', [pid]),
    'between two queries': async (pid: number, em: typeof orm.em) => {
      await admin.query('select pg_terminate_backend($1)', [pid])
      await em.execute('select 1')
    },
    'before the commit': async (pid: number) => {
      await admin.query('select pg_terminate_backend($1)', [pid])
      await until(
        async () => (await admin.query('select from pg_stat_activity where pid = $1', [pid])).rows.length === 0,
      )
    },
  }
  await t.test('unguarded: an ordinary client leaves the pool without a place', async () => {
    const { host, port, user, database, password } = pool.options
    const address = { host: host!, port: port!, user: user!, dbName: database!, password: password as string }
    const driverOptions = { connectionTimeoutMillis: 200 }
    const ordinary = await MikroORM.init({ ...address, ...quiet, pool: { min: 0, max: 1 }, driverOptions })
    const em = ordinary.em.fork()
    await assert.rejects(
      em.transactional(async (em) => {
        const [backend] = await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid')
        await ways['during a query'](backend!.pid, em as typeof orm.em)
      }),
    )
    await assert.rejects(em.execute('select 1'), /timeout exceeded when trying to connect/)
  })
  for (const [when, lose] of Object.entries(ways))
    await t.test(when, async () => {
      const losses = Array.from({ length: 2 }, () =>
        orm.em.fork().transactional(async (em) => {
          const [backend] = await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid')
          await lose(backend!.pid, em as typeof orm.em)
        }),
      )
      for (const outcome of await Promise.allSettled(losses)) assert.equal(outcome.status, 'rejected')
      await until(() => pool.totalCount === 0)
      assert.deepEqual(await ask(), [{ one: 1 }])
    })
})

test('a database that is away is noticed at once, and used again as soon as it is back', async (t) => {
  const { ask, proxy } = await behindProxy(t, 4)
  assert.deepEqual(await ask(), [{ one: 1 }])
  await proxy.cut()
  const begun = performance.now()
  await assert.rejects(Promise.all([ask(), ask(), ask()]), isAway)
  assert.ok(performance.now() - begun < 1_000)
  await proxy.mend()
  await until(() => ask().catch(() => undefined))
})

test('a database that accepts and then says nothing costs two seconds', async (t) => {
  const { ask, proxy } = await behindProxy(t, 1)
  proxy.freeze()
  const begun = performance.now()
  await assert.rejects(ask(), isAway)
  assert.ok(performance.now() - begun < 4_000)
  await proxy.mend()
  assert.deepEqual(await ask(), [{ one: 1 }])
})

test('a connection whose server stopped answering is thrown away, not lent to the next', async (t) => {
  const { ask, pool, proxy, password } = await behindProxy(t, 1)
  await t.test('unguarded: an ordinary client stays open with an unanswered query in it', async () => {
    const url = new URL(proxy.url)
    url.password = password
    const client = new Client(url.href)
    await client.connect()
    proxy.freeze()
    await assert.rejects(client.query(unanswered), /read timeout/)
    assert.equal(Reflect.get(client, 'connection').stream.destroyed, false)
    await proxy.mend()
    await client.end()
  })
  await ask()
  const client = await pool.connect()
  proxy.freeze()
  await assert.rejects(client.query(unanswered), isAway)
  client.release()
  await until(() => pool.totalCount === 0)
  await proxy.mend()
  assert.deepEqual(await ask(), [{ one: 1 }])
})

test('raw rows hold exact numbers and instants', async (t) => {
  const { orm } = await behindProxy(t, 1)
  const sql = `select 5::bigint as small, 9007199254740993::bigint as large, '2026-12-24T10:00Z'::timestamptz as at,
    date '2026-12-24' as day, sum(n)::int as sum from generate_series(1, 3) as n`
  assert.deepEqual(await orm.em.fork().execute(sql), [
    { small: 5, large: 9007199254740993n, at: new Date('2026-12-24T10:00Z'), day: '2026-12-24', sum: 6 },
  ])
})
