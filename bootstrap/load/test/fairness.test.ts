import assert from 'node:assert/strict'
import test from 'node:test'
import { calledOutOfOrder, leaning } from '../fairness.ts'

const crowd = (numberOf: (at: number) => number) =>
  Array.from({ length: 1_000 }, (_, at) => ({ at, number: numberOf(at), inLobby: true }))

test('a draw that prefers those who came early is seen, and so is one that prefers the late', () => {
  assert.ok(leaning(crowd((at) => at + 1)) > 4)
  assert.ok(leaning(crowd((at) => 1_000 - at)) < -4)
})

test('a draw that prefers nobody passes', () => {
  // 617 and 1,009 share no factor, so this is a walk through all numbers that keeps no order.
  assert.ok(Math.abs(leaning(crowd((at) => ((at + 1) * 617) % 1_009))) < 4)
})

test('who is called long before a lower number is counted', () => {
  const place = (number: number, calledAt: number) => ({ at: number, number, inLobby: false, calledAt })
  assert.equal(calledOutOfOrder([place(1, 1_000), place(2, 1_500), place(3, 2_000)]), 0)
  assert.equal(calledOutOfOrder([place(1, 9_000), place(2, 1_500), place(3, 2_000)]), 1)
})
