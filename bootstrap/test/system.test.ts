import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test, { type TestContext } from 'node:test'
import { serviceNames } from '@tiketi/contracts/routes'
import { until } from '@tiketi/kit/testing'
import pg from 'pg'
import { freePorts, wholeSystem } from './whole-system.ts'

const answerOf = (url: string) => fetch(url).then(({ status }) => status)

test('a whole system', async (t) => {
  const system = await wholeSystem(t)

  await t.test('every part answers at its address, and nothing internal at any', async () => {
    for (const service of serviceNames)
      assert.equal(await answerOf(`${system.url}/api/${service}/openapi.json`), 200, service)
    for (const page of [system.url, `${system.url}/docs/`, system.inboxUrl, `${system.bankUrl}/v2/standard`])
      assert.equal(await answerOf(page), 200, page)
    assert.equal(await answerOf(`${system.url}/internal/users/1`), 404)
  })

  await t.test('a killed service is a 503 until it is started again, and the others go on', async () => {
    await system.kill('payment')
    assert.equal(await answerOf(`${system.url}/api/payment/openapi.json`), 503)
    assert.equal(await answerOf(`${system.url}/api/auth/openapi.json`), 200)
    await system.restart('payment')
    assert.equal(await answerOf(`${system.url}/api/payment/openapi.json`), 200)
  })

  await t.test('stores that were away are used again without a restart of any service', async () => {
    const stranger = JSON.stringify({ email: 'nobody@example.com', password: 'not registered' })
    const headers = { 'content-type': 'application/json', origin: system.url }
    const logIn = () => fetch(`${system.url}/api/auth/sessions`, { method: 'POST', headers, body: stranger })
    assert.equal((await logIn()).status, 401)
    await system.kill('postgres')
    await system.kill('redis')
    const refused = await logIn()
    assert.equal(refused.status, 503)
    assert.ok(refused.headers.get('retry-after'))
    await system.restart('postgres')
    await system.restart('redis')
    await until(async () => (await logIn()).status === 401)
  })
})

test('when whoever started it is killed, the next start ends what was left and keeps the data', async (t) => {
  const folder = await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'killed-'))
  const ports = await freePorts()
  const first = await starter(t, folder, JSON.stringify(ports))
  const client = new pg.Client(first.adminUrl)
  await client.connect()
  client.on('error', () => {})
  await client.query('create table kept as select 7 as n')
  first.process.kill('SIGKILL')
  await once(first.process, 'exit')

  const second = await starter(t, folder, JSON.stringify(ports))
  const again = new pg.Client(second.adminUrl)
  await again.connect()
  assert.deepEqual((await again.query('select n from kept')).rows, [{ n: 7 }])
  await again.end()
  second.process.kill('SIGTERM')
  assert.deepEqual(await once(second.process, 'exit'), [0, null])
  for (const port of Object.values(ports)) await assert.rejects(fetch(`http://127.0.0.1:${port}`))
})

async function starter(t: TestContext, folder: string, ports: string) {
  const program = join(import.meta.dirname, 'fixtures/system.ts')
  const started = spawn(process.execPath, [program, folder, ports], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => started.kill())
  const lines: string[] = []
  createInterface(started.stdout).on('line', (line) => lines.push(line))
  const adminUrl = await until(() => lines.find((line) => line.startsWith('postgres://')), { timeoutMs: 60_000 })
  return { process: started, adminUrl }
}
