import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settles } from '../src/api/idempotency-key.ts'
import { pollDelayMs, reconnectDelayMs, rolloverDelayMs } from '../src/api/jitter.ts'
import { ProblemError } from '../src/api/problem.ts'
import { match } from '../src/routing/match.ts'
import { insidePath } from '../src/session/return-path.ts'

const problem = (status: number, code = 'X') => new ProblemError({ code, status })

test('an act stays the same act until an answer settles it', () => {
  assert.equal(settles(problem(0)), false)
  assert.equal(settles(problem(503)), false)
  assert.equal(settles(problem(401)), false)
  assert.equal(settles(problem(409, 'IDEMPOTENCY_RUNNING')), false)
  assert.equal(settles(new TypeError('no answer')), false)
  assert.equal(settles(problem(409, 'SEATS_TAKEN')), true)
  assert.equal(settles(problem(422)), true)
})

test('a crowd that reconnects is spread, and ever wider', () => {
  assert.deepEqual([reconnectDelayMs(0, () => 0), reconnectDelayMs(0, () => 1)], [250, 1_250])
  assert.equal(
    reconnectDelayMs(20, () => 1),
    30_250,
  )
  assert.ok(rolloverDelayMs() <= 5_250)
  assert.equal(
    pollDelayMs(3_000, () => 0.5),
    4_500,
  )
})

test('paths find their page and its parts', () => {
  assert.deepEqual(match('/events/:eventId', '/events/abc'), { eventId: 'abc' })
  assert.deepEqual(match('/', '/'), {})
  assert.equal(match('/events/:eventId', '/events'), null)
  assert.equal(match('/events/:eventId', '/events/abc/seats'), null)
  assert.deepEqual(match('/orders/:orderId', '/orders/%E0%A4%A'), { orderId: '%E0%A4%A' })
})

test('the way back stays on this site', () => {
  assert.equal(insidePath('/orders?x=1'), '/orders?x=1')
  assert.equal(insidePath('//evil.example'), null)
  assert.equal(insidePath('/\\evil.example'), null)
  assert.equal(insidePath('https://evil.example'), null)
  assert.equal(insidePath(null), null)
})
