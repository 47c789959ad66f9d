import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { strict } from '@tiketi/contracts/schema'
import { createAsk } from '@tiketi/kit/ask'
import type { Refusal } from '@tiketi/kit/refusal'
import { serviceTokens } from '@tiketi/kit/service-token'
import Type from 'typebox'

const KEY = 'a key of at least thirty-two characters'
const Answer = strict({ seats: Type.Integer() })

test('an answer as agreed comes back; the other side knows who asks', async (t) => {
  let asker: string | undefined
  const ask = await askOf(t, async (request, response) => {
    asker = await serviceTokens('event', KEY).verify(request.headers.authorization!.slice(7))
    response.end(JSON.stringify({ seats: 3 }))
  })
  assert.deepEqual(await ask('event', 'GET', '/internal/x', { answer: Answer }), { seats: 3 })
  assert.equal(asker, 'queue')
})

test('a refusal comes out as it went in', async (t) => {
  const ask = await askOf(t, (_request, response) => {
    const problem = {
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      code: 'HOLD_EXPIRED',
      detail: 'Too late.',
      deadline: 'x',
    }
    response.writeHead(409, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
  })
  await assert.rejects(ask('event', 'POST', '/internal/x', { body: {}, answer: Answer }), (error: Refusal) => {
    assert.deepEqual(
      [error.code, error.status, error.message, error.members],
      ['HOLD_EXPIRED', 409, 'Too late.', { deadline: 'x' }],
    )
    return true
  })
})

test('silence, nonsense, a 500 and a closed port are all a 503 that says to try again', async (t) => {
  const isAway = (error: Refusal) =>
    error.code === 'SERVICE_AWAY' && error.status === 503 && error.members.retryAfterSeconds === 2
  const silent = await askOf(t, () => {})
  await assert.rejects(silent('event', 'GET', '/x', { answer: Answer, timeoutMs: 50 }), isAway)
  const nonsense = await askOf(t, (_request, response) => void response.end('{"chairs":3}'))
  await assert.rejects(nonsense('event', 'GET', '/x', { answer: Answer }), isAway)
  const broken = await askOf(t, (_request, response) => void response.writeHead(500).end('oops'))
  await assert.rejects(broken('event', 'GET', '/x', { answer: Answer }), isAway)
  const closed = createAsk('queue', { event: 'http://127.0.0.1:1' }, KEY)
  t.after(() => closed.close())
  await assert.rejects(closed('event', 'GET', '/x', { answer: Answer }), isAway)
})

test('a service token is bound to whom it is for, and a replaced key still verifies', async () => {
  const token = await serviceTokens('queue', KEY).sign('event')
  const next = 'the next key of thirty-two characters or more'
  assert.equal(await serviceTokens('event', `${next},${KEY}`).verify(token), 'queue')
  await assert.rejects(serviceTokens('auth', KEY).verify(token), { code: 'TOKEN_INVALID' })
  await assert.rejects(serviceTokens('event', next).verify(token), { code: 'TOKEN_INVALID' })
  assert.throws(() => serviceTokens('event', 'short'), /32 characters/)
})

async function askOf(t: TestContext, answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const ask = createAsk('queue', { event: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, KEY)
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await ask.close()
  })
  return ask
}
