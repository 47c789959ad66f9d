import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import test from 'node:test'
import fastify from 'fastify'
import { listening } from './stand.ts'

test('a proxy that parses what it passes on breaks bodyless and pretty-printed POSTs: what the gateway must not do', async (t) => {
  const arrived: string[] = []
  const service = await listening(
    t,
    createServer(async (incoming, response) => {
      arrived.push(await text(incoming))
      response.end()
    }),
  )
  const naive = fastify()
  naive.post('/*', async ({ url, body }) => {
    await fetch(`http://127.0.0.1:${service.port}${url}`, { method: 'POST', body: JSON.stringify(body) })
    return 'passed on'
  })
  const url = await naive.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => naive.close())
  const post = (body: string) =>
    fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(({ status }) => status)

  assert.equal(await post(''), 400)
  const pretty = '{\n  "seats": [1e0]\n}'
  assert.equal(await post(pretty), 200)
  assert.notEqual(arrived[0], pretty)
})
