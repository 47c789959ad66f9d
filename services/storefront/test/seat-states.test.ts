import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SEAT_STATE } from '@tiketi/contracts/reservation'
import { applyDelta, decodeStates, freeBySection } from '../src/seat-map/seat-states.ts'
import { hall, taken } from './hall-plan.ts'

const known = () => ({ version: 40, states: new Uint8Array(21), areas: [70, 30], left: new Map<number, number>() })

test('two bits a seat come out in the order of the seats', () => {
  // 0b11100100 holds seats 0..3 from its low bits up; 0b00000001 begins with seat 4.
  const states = Buffer.from([0b11100100, 0b00000001]).toString('base64')
  const decoded = decodeStates({ version: 7, seats: 6, states, areas: [9] })
  assert.deepEqual([...decoded.states], [0, 1, 2, 3, 1, 0])
  assert.equal(decoded.version, 7)
})

test('a frame that begins where the states are makes them newer', () => {
  const states = known()
  assert.equal(applyDelta(states, { since: 40, version: 47, changes: [[2, SEAT_STATE.sold]] }, hall), 'applied')
  assert.equal(states.version, 47)
  assert.equal(states.states[2], SEAT_STATE.sold)
})

test('a frame that begins earlier is taken whole', () => {
  assert.equal(applyDelta(known(), { since: 30, version: 41, changes: [[1, 1]] }, hall), 'applied')
})

test('what is known already changes nothing', () => {
  const states = known()
  assert.equal(applyDelta(states, { since: 30, version: 40, changes: [[1, 1]] }, hall), 'old')
  assert.equal(states.states[1], 0)
})

test('a missing stretch asks for the whole status and changes nothing', () => {
  const states = known()
  assert.equal(applyDelta(states, { since: 41, version: 45, changes: [[1, 1]] }, hall), 'gap')
  assert.deepEqual([states.version, states.states[1]], [40, 0])
})

test('a status without live updates is behind every frame that changes something', () => {
  assert.equal(applyDelta({ ...known(), version: 0 }, { since: 5, version: 6, changes: [] }, hall), 'gap')
})

test('seats left are counted for each section', () => {
  assert.deepEqual(freeBySection(hall, { states: taken(0, 1, 15), left: new Map() }), [13, 5])
})

test('a section that comes into view brings its states, and what is newer elsewhere is told again', () => {
  const states = known()
  applyDelta(states, { since: 40, version: 50, changes: [], left: [[1, 2]], areas: [[1, 25]] }, hall)
  assert.deepEqual(
    [freeBySection(hall, states), states.areas],
    [
      [15, 2],
      [70, 25],
    ],
  )
  // Section 1 has six seats, of which the third and fourth are held.
  const entered = Buffer.from([0b01010000, 0]).toString('base64')
  assert.equal(applyDelta(states, { since: 48, version: 48, changes: [], sections: [[1, entered]] }, hall), 'applied')
  assert.deepEqual([...states.states.subarray(15)], [0, 0, 1, 1, 0, 0])
  assert.deepEqual(freeBySection(hall, states), [15, 4])
  assert.equal(applyDelta(states, { since: 48, version: 50, changes: [[15, 1]] }, hall), 'applied')
  assert.deepEqual([states.version, freeBySection(hall, states)[1]], [50, 3])
})
