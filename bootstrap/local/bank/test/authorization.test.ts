import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basic, clientKey, secretKey, startShop } from './shop.ts'

const refusals: [why: string, authorization: string | undefined, status: number, code: string][] = [
  ['no header', undefined, 401, 'UNAUTHORIZED_KEY'],
  ['another scheme', `Bearer ${secretKey}`, 403, 'INCORRECT_BASIC_AUTH_FORMAT'],
  ['a key without its colon', basic(secretKey), 403, 'INCORRECT_BASIC_AUTH_FORMAT'],
  ['a key that is not encoded', `Basic ${secretKey}:`, 403, 'INCORRECT_BASIC_AUTH_FORMAT'],
  ['a password', basic(`${secretKey}:password`), 403, 'INCORRECT_BASIC_AUTH_FORMAT'],
  ['an unknown key', basic('test_sk_stranger:'), 401, 'UNAUTHORIZED_KEY'],
  ['a byte order mark before the key', basic(`\uFEFF${secretKey}:`), 401, 'UNAUTHORIZED_KEY'],
  ['the client key', basic(`${clientKey}:`), 400, 'INVALID_API_KEY'],
]

test('every endpoint refuses a wrong key with the documented code', async (t) => {
  const { bank } = await startShop(t)
  const calls = [
    ['POST', '/v1/payments/confirm'],
    ['GET', '/v1/payments/some-key'],
    ['GET', '/v1/payments/orders/some-order'],
    ['POST', '/v1/payments/some-key/cancel'],
    ['GET', '/v1/transactions'],
  ] as const
  for (const [why, authorization, status, code] of refusals) {
    for (const [method, path] of calls) {
      const response = await fetch(bank.url + path, { method, ...(authorization && { headers: { authorization } }) })
      assert.equal(response.status, status, `${why}, ${method} ${path}`)
      assert.equal(((await response.json()) as { code: string }).code, code, `${why}, ${method} ${path}`)
    }
  }
})

test('a call without a key may be set to answer 403 instead', async (t) => {
  const { bank } = await startShop(t, { switches: { noAuthorization: 'INCORRECT_BASIC_AUTH_FORMAT' } })
  assert.equal((await fetch(`${bank.url}/v1/payments/x`)).status, 403)
})

test('a valid key finds no payment where there is none', async (t) => {
  const { call } = await startShop(t)
  for (const path of ['/v1/payments/some-key', '/v1/payments/orders/some-order', '/v1/payments/confirm']) {
    const { status, body } = await call('GET', path)
    assert.deepEqual([status, body.code], [404, 'NOT_FOUND_PAYMENT'])
  }
  assert.deepEqual((await call('DELETE', '/v1/payments/some-key')).body.code, 'NOT_FOUND_HTTP_METHOD')
})

test('errors speak Korean, and English to those who ask; every answer carries a trace id', async (t) => {
  const { call } = await startShop(t)
  const korean = await call('GET', '/v1/payments/none')
  const english = await call('GET', '/v1/payments/none', undefined, { 'accept-language': 'en-US' })
  assert.deepEqual(korean.body, { code: 'NOT_FOUND_PAYMENT', message: '존재하지 않는 결제 정보 입니다.' })
  assert.deepEqual(english.body, { code: 'NOT_FOUND_PAYMENT', message: 'The payment does not exist.' })
  const traces = [korean, english].map(({ headers }) => headers.get('x-tosspayments-trace-id') ?? '')
  for (const trace of traces) assert.match(trace, /^[0-9a-f]{32}$/)
  assert.notEqual(traces[0], traces[1])
})

test('past its calls a minute, an API that is limited answers 429 until the minute is over', async (t) => {
  let now = 0
  const { call } = await startShop(t, { now: () => now, switches: { requestsPerMinute: 2 } })
  const statuses = []
  for (let i = 0; i < 3; i += 1) statuses.push((await call('GET', '/v1/payments/none')).status)
  statuses.push((await call('GET', '/v1/payments/orders/other-api')).status)
  now = 60_000
  statuses.push((await call('GET', '/v1/payments/none')).status)
  assert.deepEqual(statuses, [404, 404, 429, 404, 404])
})
