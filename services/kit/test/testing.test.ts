import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase, testRedis, until } from '@tiketi/kit/testing'
import { Redis } from 'ioredis'
import { Client } from 'pg'

test('two test databases know nothing of each other, and are gone when their test is over', async (t) => {
  let first = ''
  await t.test('a test with two databases', async (t) => {
    const databases = await Promise.all([testDatabase(t, 'auth'), testDatabase(t, 'payment')])
    for (const [at, { adminUrl }] of databases.entries()) {
      const client = new Client(adminUrl)
      client.on('error', () => {})
      await client.connect()
      await client.query('create table public.only_here (id int)')
      const { rows } = await client.query('select current_database() as name')
      assert.equal(new URL(databases[at]!.config.DATABASE_URL).pathname.slice(1), rows[0].name)
      await client.end()
    }
    first = databases[0].adminUrl
  })
  await assert.rejects(new Client(first).connect(), /does not exist/)
})

test('a Redis of the test can be taken away and comes back empty at the same address', async (t) => {
  const server = await testRedis(t)
  const redis = new Redis(server.url, { retryStrategy: () => 20, maxRetriesPerRequest: null })
  redis.on('error', () => {})
  t.after(() => redis.disconnect())
  await redis.set('a', 1)
  const { pid } = server
  await server.stop()
  await server.start()
  assert.notEqual(server.pid, pid)
  assert.equal(await redis.get('a'), null)
})

test('waiting for what never comes ends with what was waited for', async () => {
  await assert.rejects(
    until(() => false, { timeoutMs: 20 }),
    /Waited 20 ms in vain for: \(\) => false/,
  )
})
