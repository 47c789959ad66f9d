import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import test from 'node:test'
import { until } from '@tiketi/kit/testing'
import { gatewayBefore, httpText, sendRaw } from './stand.ts'

const PRETTY = JSON.stringify({ seats: ['A-1', 'A-2'], note: '두 장' }, null, 2)

/** Answers with what arrived, to compare it byte for byte. */
async function mirror(incoming: IncomingMessage, response: ServerResponse) {
  const body = await text(incoming)
  response.end(JSON.stringify({ method: incoming.method, url: incoming.url, headers: incoming.headers, body }))
}

test('a POST without a body arrives without one, with and without a content type', async (t) => {
  const { port, url } = await gatewayBefore(t, mirror)
  const bare = await sendRaw(port, httpText('POST /api/queue/leave HTTP/1.1'))
  assert.match(bare, /^HTTP\/1.1 200/)
  assert.match(bare, /"content-length":"0".*"body":""/)
  const typed = await fetch(`${url}/api/queue/leave`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  })
  assert.equal(((await typed.json()) as { body: string }).body, '')
})

test('pretty-printed JSON arrives byte for byte, with a length and in chunks, by every method that may carry it', async (t) => {
  const { url } = await gatewayBefore(t, mirror)
  const headers = { 'content-type': 'application/json' }
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    const sized = await fetch(`${url}/api/reservation/holds?x=%EC%9E%A5`, { method, headers, body: PRETTY })
    const seen = (await sized.json()) as { url: string; body: string; headers: Record<string, string> }
    assert.equal(seen.body, PRETTY)
    assert.equal(seen.headers['content-length'], String(Buffer.byteLength(PRETTY)))
    assert.equal(seen.url, '/api/reservation/holds?x=%EC%9E%A5')

    const body = new Blob([PRETTY]).stream()
    const chunked = await fetch(`${url}/api/reservation/holds`, {
      method,
      headers,
      body,
      duplex: 'half',
    } as RequestInit)
    assert.equal(((await chunked.json()) as { body: string }).body, PRETTY, `${method} in chunks`)
  }
})

test('bodies stream both ways: each part arrives before the next is sent', async (t) => {
  const { port } = await gatewayBefore(t, async (incoming, response) => {
    for await (const part of incoming) response.write(`heard ${part}`)
    response.end()
  })
  const outgoing = request({ port, method: 'POST', path: '/api/event/images' })
  outgoing.write('one')
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  answer.setEncoding('utf8')
  assert.deepEqual(await once(answer, 'data'), ['heard one'])
  outgoing.end('two')
  assert.deepEqual(await once(answer, 'data'), ['heard two'])
})

test('HEAD, status, repeated headers and an empty answer come back as the service gave them', async (t) => {
  const { url, port } = await gatewayBefore(t, (incoming, response) => {
    if (incoming.method === 'HEAD') return response.setHeader('content-length', '1234').end()
    if (incoming.url === '/api/event/unchanged') return response.writeHead(304, { etag: '"7"' }).end()
    return response.writeHead(201, 'Made', ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Own', 'yes']).end('ok')
  })
  const head = await fetch(`${url}/api/event/events`, { method: 'HEAD' })
  assert.equal(head.headers.get('content-length'), '1234')
  assert.equal((await fetch(`${url}/api/event/unchanged`)).status, 304)
  const made = await fetch(`${url}/api/auth/sessions`, { method: 'POST' })
  assert.deepEqual(made.headers.getSetCookie(), ['a=1', 'b=2'])
  assert.match(await sendRaw(port, httpText('POST /api/auth/sessions HTTP/1.1')), /^HTTP\/1.1 201 Made\r\n/)
})

test('the service learns who the client is, and nothing that was said to the gateway alone', async (t) => {
  const { port } = await gatewayBefore(t, mirror)
  const head = `GET /api/auth/me HTTP/1.1
    X-Forwarded-For: 6.6.6.6
    X-Forwarded-Proto: https
    Keep-Alive: timeout=9
    TE: trailers`
  const answer = await sendRaw(port, httpText(head))
  const { headers } = JSON.parse(/\{.*\}/s.exec(answer)![0])
  assert.equal(headers['x-forwarded-for'], '6.6.6.6, 127.0.0.1')
  assert.equal(headers['x-forwarded-proto'], 'http')
  assert.equal(headers.host, 'tiketi.test')
  assert.equal(headers['keep-alive'], undefined)
  assert.equal(headers.te, undefined)
})

test('a client that leaves takes its request with it', async (t) => {
  const left = Promise.withResolvers<void>()
  const leaving = new AbortController()
  const { url } = await gatewayBefore(t, (_incoming, response) => {
    response.on('close', left.resolve)
    leaving.abort()
  })
  await assert.rejects(fetch(`${url}/api/event/events`, { signal: leaving.signal }), { name: 'AbortError' })
  await left.promise
})

test('a service that breaks off in mid-answer never looks as if it had finished', async (t) => {
  const { url } = await gatewayBefore(t, (_incoming, response) => {
    response.write('half of ')
    setImmediate(() => response.destroy())
  })
  const answer = await fetch(`${url}/api/event/events`)
  await assert.rejects(answer.text())
})

test('a refusal of a body that is too large reaches the client that is still sending it', async (t) => {
  const { url } = await gatewayBefore(t, (_incoming, response) => {
    response.writeHead(413, { connection: 'close' }).end('too large')
  })
  const answer = await fetch(`${url}/api/event/plans`, { method: 'POST', body: Buffer.alloc(8_000_000) })
  assert.equal(answer.status, 413)
  assert.equal(await answer.text(), 'too large')
})

test('a service that is away is a 503 with Retry-After at once, and works again when it is back', async (t) => {
  const { url, service } = await gatewayBefore(t, mirror)
  const { port } = service.address() as { port: number }
  assert.equal((await fetch(`${url}/api/payment/x`)).status, 200)
  service.close()
  service.closeAllConnections()
  for (const method of ['GET', 'POST']) {
    const answer = await fetch(`${url}/api/payment/x`, { method })
    assert.equal(answer.status, 503)
    assert.equal(answer.headers.get('retry-after'), '2')
    assert.match(answer.headers.get('content-type')!, /^application\/problem\+json/)
    assert.equal(((await answer.json()) as { code: string }).code, 'SERVICE_AWAY')
  }
  service.listen(port, '127.0.0.1')
  await until(async () => (await fetch(`${url}/api/payment/x`)).status === 200)
})

test('a service that says nothing is a 504, not an endless wait', async (t) => {
  const { url } = await gatewayBefore(t, () => {}, { idleTimeoutMs: 200 })
  const answer = await fetch(`${url}/api/payment/confirm`, { method: 'POST', body: '{}' })
  assert.equal(answer.status, 504)
  assert.equal(((await answer.json()) as { code: string }).code, 'SERVICE_SLOW')
})

test('nothing under /internal is reachable, however it is spelt', async (t) => {
  const reached: string[] = []
  const { port } = await gatewayBefore(t, (incoming, response) => {
    reached.push(incoming.url!)
    response.end()
  })
  const spellings = [
    '/internal/users/1',
    '/internal',
    '//internal/users/1',
    '/INTERNAL/users/1',
    '/%69nternal/users/1',
    '/api/auth/../../internal/users/1',
    '/api/auth/%2e%2e/%2E%2e/internal/users/1',
    '/api/auth/..%2f..%2finternal/users/1',
    '/api/auth/..\\..\\internal/users/1',
    '/api/authors',
    '/api',
    '/api/nobody/x',
    '/ws/payment',
    'http://tiketi.test/internal/users/1',
    'http://tiketi.test/api/auth/../../internal/users/1',
  ]
  for (const spelling of spellings) {
    const answer = await sendRaw(port, httpText(`POST ${spelling} HTTP/1.1`))
    assert.match(answer, /^HTTP\/1.1 40[04] .*application\/problem\+json/s, spelling)
  }
  assert.deepEqual(reached, [])
  assert.match(await sendRaw(port, httpText('GET /internal/users/1 HTTP/1.1')), /^HTTP\/1.1 404 /)
})
