import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bestTogether } from '@tiketi/contracts/best-together'
import { SEAT_STATE } from '@tiketi/contracts/reservation'
import { hall, taken } from './hall-plan.ts'

/** Whether a seat is free when these are taken. */
function but(...seats: number[]) {
  const states = taken(...seats)
  return (seat: number) => states[seat] === SEAT_STATE.free
}

test('two together are the middle of the front row', () => {
  assert.deepEqual(bestTogether(hall, but(), { count: 2 }), [4, 5])
})

test('a taken neighbour moves the offer to the next pair, not across a gap', () => {
  assert.deepEqual(bestTogether(hall, but(4), { count: 2 }), [5, 6])
  assert.deepEqual(bestTogether(hall, but(4, 6), { count: 2 }), [2, 3])
})

test('seats of two rows are never together', () => {
  assert.equal(bestTogether(hall, but(), { count: 11 }), null)
})

test('a wish for a grade is kept', () => {
  assert.deepEqual(bestTogether(hall, but(), { count: 2, grade: 1 }), [11, 12])
})

test('a place for a wheelchair is not offered to everybody', () => {
  const onlyTheLast = Array.from({ length: 15 }, (_, seat) => seat)
  assert.deepEqual(bestTogether(hall, but(...onlyTheLast), { count: 3 }), [17, 18, 19])
  assert.equal(bestTogether(hall, but(...onlyTheLast, 18), { count: 3 }), null)
})

test('who needs a place for a wheelchair sits beside the companions, and takes no more of them than needed', () => {
  const [place] = bestTogether(hall, but(), { count: 1, wheelchairs: 1 })!
  assert.equal(hall.accessible[place!], 1)
  const three = bestTogether(hall, but(), { count: 3, wheelchairs: 1 })!
  assert.equal(three.filter((seat) => hall.accessible[seat]).length, 1)
  assert.equal(bestTogether(hall, but(place!), { count: 1, wheelchairs: 1, grade: 0 }), null)
})

test('a section that is known to have too few seats left is not offered, whatever its older states say', () => {
  assert.deepEqual(bestTogether(hall, but(), { count: 2, free: [1, 6] }), [17, 18])
})

test('nothing free is no offer', () => {
  const all = Array.from({ length: hall.seats }, (_, seat) => seat)
  assert.equal(bestTogether(hall, but(...all), { count: 1 }), null)
})
