import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { freePort } from '@tiketi/kit/testing'
import pg from 'pg'
import { startPostgres, superuserUrl } from '../postgres.ts'
import { privateFolder } from './folder.ts'

async function serverIn(t: TestContext) {
  const server = { dataDir: join(await privateFolder(t), 'data'), port: await freePort(), password: 'a password' }
  const start = async () => {
    const child = await startPostgres({ ...server, durable: true })
    t.after(() => child.stop())
    return child
  }
  const query = async (sql: string, password = server.password) => {
    const client = new pg.Client(superuserUrl({ port: server.port, password: encodeURIComponent(password) }))
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }
  return { ...server, start, query }
}

test('PostgreSQL runs in a private folder, for whoever knows the password, in Unicode, for 400 connections', async (t) => {
  const { start, query } = await serverIn(t)
  await start()
  const [row] = await query(
    `select current_setting('max_connections') as most, lower('ÀÉ') as small, length('좌석') as n`,
  )
  assert.deepEqual(row, { most: '400', small: 'àé', n: 2 })
  await assert.rejects(query('select 1', 'another password'), /password authentication failed/)
})

test('what was committed is there after a SIGKILL', async (t) => {
  const { start, query } = await serverIn(t)
  const server = await start()
  await query('create table kept as select 7 as n')
  process.kill(server.pid, 'SIGKILL')
  await server.ended
  await start()
  assert.deepEqual(await query('select n from kept'), [{ n: 7 }])
})

test('a lock file whose process id has gone to a stranger does not keep it from starting', async (t) => {
  const { start, query, dataDir } = await serverIn(t)
  await (await start()).stop()
  // This test's own process lives, and is no PostgreSQL.
  await writeFile(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n`)
  await start()
  assert.equal((await query('select 1')).length, 1)
})
