import { SEAT_STATE } from '@tiketi/contracts/reservation'
import type { Hall, HallRow } from './hall.ts'

interface Wish {
  count: number
  /** Only this grade. */
  grade?: number | null
  /** Free seats of each section, which may be newer than `states` for those out of view. */
  free?: readonly number[]
}

/**
 * The `count` free seats side by side in one row whose middle is closest to the middle of the stage, or null. Places
 * for wheelchairs are left to those who choose them.
 */
export function bestTogether(hall: Hall, states: Uint8Array, { count, grade = null, free }: Wish): number[] | null {
  let best: number | null = null
  let bestDistance = Infinity
  for (const row of hall.rows) {
    if (grade !== null && row.grade !== grade) continue
    if (free && free[row.section]! < count) continue
    for (const first of freeRuns(hall, row, states, count)) {
      const distance = distanceToStage(hall, first, first + count - 1)
      if (distance < bestDistance) {
        best = first
        bestDistance = distance
      }
    }
  }
  return best === null ? null : Array.from({ length: count }, (_, offset) => best + offset)
}

/** First seats of every `count` neighbours of a row that are all free. */
function* freeRuns(hall: Hall, row: HallRow, states: Uint8Array, count: number): Generator<number> {
  let run = 0
  for (let seat = row.first; seat < row.first + row.seats; seat++) {
    run = states[seat] === SEAT_STATE.free && !hall.accessible[seat] ? run + 1 : 0
    if (run >= count) yield seat - count + 1
  }
}

function distanceToStage(hall: Hall, first: number, last: number): number {
  const [x, y] = hall.stageCentre
  return Math.hypot((hall.x[first]! + hall.x[last]!) / 2 - x, (hall.y[first]! + hall.y[last]!) / 2 - y)
}
