import { SEAT_STATE } from '@tiketi/contracts/reservation'
import { type Direction, partTowards, seatTowards } from './find-seat.ts'
import { type Hall, rowOfSeat } from './hall.ts'
import type { Focus } from './scene.ts'

const directions: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** Where a key leads from a section, floor or seat: arrows move, Enter goes into a section, Escape out. Null: nowhere. */
export function moveFocus(hall: Hall, states: Uint8Array, focus: Focus, key: string): Focus | null {
  const direction = directions[key]
  if (focus.kind !== 'seat') {
    if (direction) return partTowards(hall, focus, direction)
    if (focus.kind === 'area') return null
    return key === 'Enter' || key === ' ' ? { kind: 'seat', index: firstFree(hall, states, focus.index) } : null
  }
  const row = rowOfSeat(hall, focus.index)
  if (direction) return { kind: 'seat', index: seatTowards(hall, focus.index, direction) }
  if (key === 'Home') return { kind: 'seat', index: row.first }
  if (key === 'End') return { kind: 'seat', index: row.first + row.seats - 1 }
  return key === 'Escape' ? { kind: 'section', index: row.section } : null
}

/** The free seat of a section that is closest to the stage, else its first. */
function firstFree(hall: Hall, states: Uint8Array, section: number): number {
  const { first, seats } = hall.sections[section]!
  let found = first
  let closest = Infinity
  for (let seat = first; seat < first + seats; seat++) {
    if (states[seat] !== SEAT_STATE.free) continue
    const distance = Math.hypot(hall.x[seat]! - hall.stageCentre[0], hall.y[seat]! - hall.stageCentre[1])
    if (distance < closest) {
      closest = distance
      found = seat
    }
  }
  return found
}
