/** A hall unfolded: one number a seat in flat arrays, in plan units. */
interface Rows {
  rows: readonly { section: number; grade: number; first: number; seats: number }[]
  x: ArrayLike<number>
  y: ArrayLike<number>
  accessible: ArrayLike<number>
  stageCentre: readonly [x: number, y: number]
}

interface Wish {
  count: number
  /** So many of them are places for wheelchairs, the others for who comes along. */
  wheelchairs?: number
  /** Only this grade, by its index. */
  grade?: number | null
  /** Free seats of each section, which may be newer than `isFree` for those out of view. */
  free?: readonly number[]
}

/**
 * The `count` free seats side by side in one row whose middle is closest to the middle of the stage, or null. Places
 * for wheelchairs are left to those who need them, who sit beside their companions and take no more of them than they
 * must.
 */
export function bestTogether(hall: Rows, isFree: (seat: number) => boolean, wish: Wish): number[] | null {
  const { count, wheelchairs = 0, grade = null, free } = wish
  let best: number | null = null
  let [bestSpare, bestDistance] = [Infinity, Infinity]
  for (const row of hall.rows) {
    if (grade !== null && row.grade !== grade) continue
    if (free && free[row.section]! < count) continue
    let [run, accessible] = [0, 0]
    for (let last = row.first; last < row.first + row.seats; last++) {
      if (!isFree(last) || (wheelchairs === 0 && hall.accessible[last])) {
        run = accessible = 0
        continue
      }
      const first = last - count + 1
      run++
      accessible += hall.accessible[last]!
      if (run > count) accessible -= hall.accessible[first - 1]!
      if (run < count || accessible < wheelchairs) continue
      const spare = accessible - wheelchairs
      const distance = distanceToStage(hall, first, last)
      if (spare > bestSpare || (spare === bestSpare && distance >= bestDistance)) continue
      best = first
      bestSpare = spare
      bestDistance = distance
    }
  }
  return best === null ? null : Array.from({ length: count }, (_, offset) => best + offset)
}

function distanceToStage({ x, y, stageCentre }: Rows, first: number, last: number): number {
  return Math.hypot((x[first]! + x[last]!) / 2 - stageCentre[0], (y[first]! + y[last]!) / 2 - stageCentre[1])
}
