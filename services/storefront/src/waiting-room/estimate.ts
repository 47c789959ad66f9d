export interface WaitRange {
  fromMinutes: number
  toMinutes: number
}

/** Calls come unevenly: the measured pace may be a fifth faster or two fifths slower than it will be. */
const FASTER = 0.8
const SLOWER = 1.4
/** Past an hour and a half nobody counts single minutes. */
const COARSE_FROM = 90
const COARSE_STEP = 10

/** How long `ahead` people will take at the measured pace, in whole minutes; null while there is no pace. */
export function waitRange(ahead: number, callsPerSecond: number | null): WaitRange | null {
  if (!callsPerSecond || callsPerSecond <= 0) return null
  const minutes = ahead / callsPerSecond / 60
  const from = Math.floor(minutes * FASTER)
  const to = Math.max(1, Math.ceil(minutes * SLOWER))
  if (to < COARSE_FROM) return { fromMinutes: from, toMinutes: to }
  return {
    fromMinutes: Math.floor(from / COARSE_STEP) * COARSE_STEP,
    toMinutes: Math.ceil(to / COARSE_STEP) * COARSE_STEP,
  }
}

/** The part of the way that lies behind, from 0 to 1. */
export function progress(ahead: number, aheadAtFirst: number): number {
  return aheadAtFirst <= 0 ? 1 : Math.min(1, Math.max(0, 1 - ahead / aheadAtFirst))
}
