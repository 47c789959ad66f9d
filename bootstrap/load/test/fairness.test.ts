import assert from 'node:assert/strict'
import test from 'node:test'
import { calledBeyond, calledOutOfOrder, leaning, sustained } from '../fairness.ts'

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

test('who is called before a lower number is counted', () => {
  const place = (number: number, calledAt: number) => ({ at: number, number, inLobby: false, calledAt })
  assert.equal(calledOutOfOrder([place(1, 1_000), place(2, 1_000), place(3, 2_000)]), 0)
  assert.equal(calledOutOfOrder([place(1, 1_501), place(2, 1_500), place(3, 2_000)]), 1)
})

test('calls beyond what a rate earns are counted, and a second that is made up for is not one of them', () => {
  const steady = Array.from({ length: 1_000 }, (_, at) => at * 10)
  assert.equal(calledBeyond(steady, 100), 0)
  assert.equal(calledBeyond([...steady, ...Array.from({ length: 99 }, () => 5_000)], 100), 0)
  assert.equal(calledBeyond([...steady, ...Array.from({ length: 150 }, () => 5_000)], 100), 50)
})

test('what a line sustains is what it calls over five seconds', () => {
  const steady = Array.from({ length: 1_000 }, (_, at) => at * 10)
  assert.equal(sustained(steady), 100)
  assert.equal(sustained(steady.slice(0, 400)), 0)
})
