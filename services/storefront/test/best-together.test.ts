import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bestTogether } from '../src/seat-map/best-together.ts'
import { hall, taken } from './hall-plan.ts'

test('two together are the middle of the front row', () => {
  assert.deepEqual(bestTogether(hall, taken(), { count: 2 }), [4, 5])
})

test('a taken neighbour moves the offer to the next pair, not across a gap', () => {
  assert.deepEqual(bestTogether(hall, taken(4), { count: 2 }), [5, 6])
  assert.deepEqual(bestTogether(hall, taken(4, 6), { count: 2 }), [2, 3])
})

test('seats of two rows are never together', () => {
  assert.equal(bestTogether(hall, taken(), { count: 11 }), null)
})

test('a wish for a grade is kept', () => {
  assert.deepEqual(bestTogether(hall, taken(), { count: 2, grade: 1 }), [11, 12])
})

test('a place for a wheelchair is not offered to everybody', () => {
  const onlyTheLast = Array.from({ length: 15 }, (_, seat) => seat)
  assert.deepEqual(bestTogether(hall, taken(...onlyTheLast), { count: 3 }), [17, 18, 19])
  assert.equal(bestTogether(hall, taken(...onlyTheLast, 18), { count: 3 }), null)
})

test('a section that is known to have too few seats left is not offered, whatever its older states say', () => {
  assert.deepEqual(bestTogether(hall, taken(), { count: 2, free: [1, 6] }), [17, 18])
})

test('nothing free is no offer', () => {
  const all = Array.from({ length: hall.seats }, (_, seat) => seat)
  assert.equal(bestTogether(hall, taken(...all), { count: 1 }), null)
})
