import assert from 'node:assert/strict'
import { test } from 'node:test'
import { areaAt, partTowards, seatAt, seatTowards, sectionAt } from '../src/seat-map/find-seat.ts'
import { describeSeat } from '../src/seat-map/hall.ts'
import { moveFocus } from '../src/seat-map/seat-keys.ts'
import { floor, hall, taken } from './hall-plan.ts'

test('a seat has its section, row, printed number and price', () => {
  const { section, row, number, priceWon, accessible } = describeSeat(hall, 12)
  assert.deepEqual([section.en, row, number, priceWon, accessible], ['A', '2', 23, 90_000, false])
  assert.equal(describeSeat(hall, 16).accessible, true)
})

test('rows bend and sections are framed as the plan says', () => {
  assert.equal(hall.seats, 21)
  assert.equal(hall.pitch, 20)
  assert.deepEqual(hall.sections[0]!.box, { left: 110, top: 100, right: 290, bottom: 120 })
  assert.deepEqual(hall.stageCentre, [200, 20])
})

test('a press finds the closest seat within reach, and none beyond it', () => {
  assert.equal(seatAt(hall, [131, 103], 15), 1)
  assert.equal(seatAt(hall, [140.1, 100], 15), 2)
  assert.equal(seatAt(hall, [200, 170], 15), null)
})

test('a press finds the section by its seats', () => {
  assert.equal(sectionAt(hall, [200, 130]), 0)
  assert.equal(sectionAt(hall, [150, 230]), 1)
  assert.equal(sectionAt(hall, [20, 280]), null)
})

test('arrows go along the row, then to the closest seat that way', () => {
  assert.equal(seatTowards(hall, 0, 'right'), 1)
  assert.equal(seatTowards(hall, 0, 'left'), 0)
  assert.equal(seatTowards(hall, 4, 'down'), 11)
  assert.equal(seatTowards(hall, 12, 'up'), 4)
})

test('every free seat can be reached by keys alone', () => {
  const reached = new Set<number>()
  const waiting = [0]
  for (let seat = waiting.pop(); seat !== undefined; seat = waiting.pop()) {
    if (reached.has(seat)) continue
    reached.add(seat)
    for (const direction of ['left', 'right', 'up', 'down'] as const) waiting.push(seatTowards(hall, seat, direction))
  }
  assert.equal(reached.size, hall.seats)
})

test('Enter goes into a section to its free seat closest to the stage, Escape comes back', () => {
  assert.deepEqual(partTowards(hall, { kind: 'section', index: 0 }, 'down'), { kind: 'section', index: 1 })
  assert.deepEqual(moveFocus(hall, taken(4, 5), { kind: 'section', index: 0 }, 'Enter'), { kind: 'seat', index: 3 })
  assert.deepEqual(moveFocus(hall, taken(), { kind: 'seat', index: 16 }, 'Escape'), { kind: 'section', index: 1 })
  assert.deepEqual(moveFocus(hall, taken(), { kind: 'seat', index: 12 }, 'End'), { kind: 'seat', index: 14 })
  assert.equal(moveFocus(hall, taken(), { kind: 'seat', index: 12 }, 'Tab'), null)
})

test('a floor is found by its outline and reached by arrows like a section; Enter chooses there, it does not go in', () => {
  assert.equal(areaAt(floor, [200, 60]), 0)
  assert.equal(areaAt(floor, [200, 90]), null)
  assert.equal(areaAt(hall, [200, 60]), null)
  assert.deepEqual(partTowards(floor, { kind: 'section', index: 0 }, 'up'), { kind: 'area', index: 0 })
  assert.deepEqual(moveFocus(floor, taken(), { kind: 'area', index: 0 }, 'ArrowDown'), { kind: 'section', index: 0 })
  assert.equal(moveFocus(floor, taken(), { kind: 'area', index: 0 }, 'Enter'), null)
})
