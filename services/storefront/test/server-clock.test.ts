import assert from 'node:assert/strict'
import { test } from 'node:test'
import { narrow, offsetOf, UNKNOWN_OFFSET } from '../src/clock/server-clock.ts'

test('nothing known is this device’s clock', () => {
  assert.equal(offsetOf(UNKNOWN_OFFSET), 0)
})

test('every answer narrows what is known', () => {
  const first = narrow(UNKNOWN_OFFSET, { low: 4_000, high: 5_200 })
  const second = narrow(first, { low: 4_700, high: 5_900 })
  assert.deepEqual(second, { low: 4_700, high: 5_200 })
  assert.equal(offsetOf(second), 4_950)
})

test('a pushed time tells only how far the server is at least', () => {
  assert.equal(offsetOf(narrow(UNKNOWN_OFFSET, { low: 300, high: Infinity })), 300)
  assert.deepEqual(narrow({ low: 100, high: 500 }, { low: 300, high: Infinity }), { low: 300, high: 500 })
})

test('a clock that was set makes the newest fact count', () => {
  const set = narrow({ low: 100, high: 500 }, { low: 60_000, high: 61_000 })
  assert.deepEqual(set, { low: 60_000, high: 61_000 })
  assert.deepEqual(narrow({ low: 100, high: 500 }, { low: 60_000, high: Infinity }), { low: 60_000, high: 61_000 })
})
