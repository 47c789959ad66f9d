import type { LineState, PauseReason } from '@tiketi/contracts/queue'

/** A line as admit.lua last saw it. Times are ms of Redis' clock. */
export interface Snapshot {
  now: number
  epoch: number
  /** Counts the runs of admit.lua in this epoch: of two snapshots the higher is the later. */
  step: number
  /** Of the terms that it goes by, as `termsVersion` counts. */
  version: number
  state: LineState
  reason?: PauseReason
  opensAt: number
  /** Until then nobody is called after a loss; 0 in the first epoch. */
  resumesAt: number
  /** People in the lobby. */
  lobby: number
  /** Whether the order of the lobby is known to the line. */
  drawn: boolean
  /** Whether people wait for their numbers, which all get together. */
  gathering: boolean
  watermark: number
  last: number
  /** The highest number that may be given. */
  ceiling: number
  leftBucket: number
  left?: number[]
  returning: number
  /** How many second calls there have been. */
  recalls: number
  /** How many calls there have been. */
  calls: number
  grades?: { code: string; free: number }[]
  seatsFree: number
  seatsHeld: number
  /** The share of the rate that is in use. */
  ease: number
  /** Who left the line or missed a call. */
  abandoned: number
  waiting: number
  called: number
  inside: number
}
