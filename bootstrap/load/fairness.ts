import type { Measured } from './crowd-talk.ts'

type Places = Measured['places']

const SUSTAINED_MS = 5_000
/** A line that could not call for a moment makes up for so much. */
const KEPT_S = 1

/**
 * How far the draw leans towards those who came early, in standard deviations (Mann and Whitney 1947): between -4 and 4
 * unless luck is one in sixteen thousand.
 */
export function leaning(places: Places): number {
  const drawn = places.filter(({ inLobby, number }) => inLobby && number > 0).sort((a, b) => a.number - b.number)
  const half = drawn.toSorted((a, b) => a.at - b.at)[Math.floor(drawn.length / 2)]?.at ?? 0
  let early = 0
  let beforeLate = 0
  for (const { at } of drawn) {
    if (at < half) early++
    else beforeLate += early
  }
  const late = drawn.length - early
  const expected = (early * late) / 2
  return (beforeLate - expected) / Math.sqrt((early * late * (drawn.length + 1)) / 12)
}

/** How many were called after somebody with a higher number, by the line's own clock. */
export function calledOutOfOrder(places: Places): number {
  const called = places.filter(({ calledAt }) => calledAt !== undefined).sort((a, b) => b.number - a.number)
  let earliestBehind = Number.POSITIVE_INFINITY
  let wrong = 0
  for (const { calledAt } of called) {
    if (calledAt! > earliestBehind) wrong++
    earliestBehind = Math.min(earliestBehind, calledAt!)
  }
  return wrong
}

/** How many more were called, at the worst, than a rate earns in the time, and in the second before that it keeps. */
export function calledBeyond(calls: number[], perSecond: number): number {
  let lowest = Number.POSITIVE_INFINITY
  let most = 0
  for (const [at, time] of calls.toSorted((a, b) => a - b).entries()) {
    const level = at - (perSecond * time) / 1_000
    lowest = Math.min(lowest, level)
    most = Math.max(most, level - lowest + 1)
  }
  // Calls show whole milliseconds.
  return Math.max(0, Math.floor(most - perSecond * (KEPT_S + 0.001)))
}

/** People called a second over the best five seconds; 0 when there are no five seconds. */
export function sustained(calls: number[]): number {
  const sorted = calls.toSorted((a, b) => a - b)
  let best = 0
  let to = 0
  for (const [at, time] of sorted.entries()) {
    while (to < sorted.length && sorted[to]! < time + SUSTAINED_MS) to++
    if (to === sorted.length) break
    best = Math.max(best, (to - at) / (SUSTAINED_MS / 1_000))
  }
  return best
}
