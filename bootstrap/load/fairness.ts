import type { Measured } from './crowd-talk.ts'

type Places = Measured['places']

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

/** How many were called more than a second before somebody with a lower number. */
export function calledOutOfOrder(places: Places): number {
  const called = places.filter(({ calledAt }) => calledAt !== undefined).sort((a, b) => b.number - a.number)
  let earliestBehind = Number.POSITIVE_INFINITY
  let wrong = 0
  for (const { calledAt } of called) {
    if (calledAt! > earliestBehind + 1_000) wrong++
    earliestBehind = Math.min(earliestBehind, calledAt!)
  }
  return wrong
}
