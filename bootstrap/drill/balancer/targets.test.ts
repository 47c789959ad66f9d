import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { type Endpoint, TargetGroup } from './targets.ts'

const rule = {
  paths: [],
  shares: [],
  idleSeconds: 60,
  deregistrationSeconds: 0.2,
  check: { path: '/health', intervalSeconds: 0.1, timeoutSeconds: 5, healthyCount: 2, unhealthyCount: 3 },
}

/** A pod that answers its health check as it is told. */
async function pod(t: TestContext, name: string) {
  let status = 200
  const server = createServer((_, response) => response.writeHead(status).end())
  server.listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const endpoint: Endpoint = { pod: name, revision: 'r', host: '127.0.0.1', port }
  const answer = (next: number) => {
    status = next
  }
  return { endpoint, answer }
}

async function group(t: TestContext, ...endpoints: Endpoint[]) {
  const targets = new TargetGroup()
  t.after(() => targets.close())
  const healthy = new Set<string>()
  const update = (now: Endpoint[]) => targets.update(now, rule, 0, (name) => healthy.add(name))
  update(endpoints)
  await until(() => healthy.size === endpoints.length)
  const asked = () => new Set([targets.next(), targets.next()].map((target) => target?.endpoint.pod))
  return { targets, update, asked }
}

test('requests go to healthy pods in turn, past one that fails its checks, and to it again when it is well', async (t) => {
  const [one, two] = [await pod(t, 'one'), await pod(t, 'two')]
  const { asked } = await group(t, one.endpoint, two.endpoint)
  assert.deepEqual(asked(), new Set(['one', 'two']))
  one.answer(500)
  await until(() => !asked().has('one'))
  one.answer(200)
  await until(() => asked().has('one'))
})

test('if none is healthy all are asked, and without any nobody', async (t) => {
  const one = await pod(t, 'one')
  const { targets, update } = await group(t, one.endpoint)
  one.answer(500)
  await until(() => targets.next()?.state === 'unhealthy')
  update([])
  await until(() => targets.next() === undefined)
})

test('a pod that leaves gets no new request, and its sockets are cut when its time is over', async (t) => {
  const [one, two] = [await pod(t, 'one'), await pod(t, 'two')]
  const { targets, update, asked } = await group(t, one.endpoint, two.endpoint)
  const leaving = [targets.next()!, targets.next()!].find(({ endpoint }) => endpoint.pod === 'one')!
  let cut = false
  leaving.sockets.add({ destroy: () => (cut = true) })
  update([two.endpoint])
  await until(() => !asked().has('one'))
  await until(() => cut)
})
