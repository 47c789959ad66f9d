/** A wait in whole minutes. */
interface WaitRange {
  fromMinutes: number
  toMinutes: number
}

/** The pace is measured over about so long. */
const MEASURED_SECONDS = 60
/** 95 of 100 lie within so many deviations. */
const DEVIATIONS = 2
/** What no measurement knows: that people choose faster or slower later. */
const DRIFT = 0.2
/** Past an hour and a half nobody counts single minutes. */
const COARSE_FROM = 90
const COARSE_STEP = 10

/**
 * How long `ahead` people will take at the measured pace; null while there is none. As wide as it must be for the wait to
 * fall inside for nine of ten: calls come unevenly, in what was measured as in what is to come, and the pace drifts.
 */
export function waitRange(ahead: number, callsPerSecond: number | null): WaitRange | null {
  if (!callsPerSecond || callsPerSecond <= 0) return null
  const seconds = ahead / callsPerSecond
  const uneven = DEVIATIONS * Math.sqrt(1 / (callsPerSecond * MEASURED_SECONDS) + 1 / Math.max(1, ahead))
  const wide = DRIFT + Math.min(0.6, uneven)
  const from = Math.floor((seconds * (1 - wide)) / 60)
  const to = Math.max(1, Math.ceil((seconds * (1 + wide)) / 60))
  if (to < COARSE_FROM) return { fromMinutes: from, toMinutes: to }
  return {
    fromMinutes: Math.floor(from / COARSE_STEP) * COARSE_STEP,
    toMinutes: Math.ceil(to / COARSE_STEP) * COARSE_STEP,
  }
}
