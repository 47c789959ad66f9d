import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitRange } from '@tiketi/contracts/wait-range'
import { progress } from '../src/waiting-room/estimate.ts'

test('a wait is a range around the measured pace, in whole minutes', () => {
  assert.deepEqual(waitRange(6_000, 10), { fromMinutes: 7, toMinutes: 13 })
})

test('less than a minute is never promised as nothing', () => {
  assert.deepEqual(waitRange(0, 10), { fromMinutes: 0, toMinutes: 1 })
  assert.deepEqual(waitRange(100, 10), { fromMinutes: 0, toMinutes: 1 })
})

test('long waits are told in steps of ten minutes', () => {
  const range = waitRange(50_000, 5)
  assert.deepEqual(range, { fromMinutes: 110, toMinutes: 220 })
})

test('without a pace there is no number', () => {
  assert.equal(waitRange(500, null), null)
  assert.equal(waitRange(500, 0), null)
})

test('the line fills from empty to full and never beyond', () => {
  assert.equal(progress(400, 400), 0)
  assert.equal(progress(100, 400), 0.75)
  assert.equal(progress(0, 400), 1)
  assert.equal(progress(500, 400), 0)
  assert.equal(progress(0, 0), 1)
})
