import { drandBeacon } from './drand.ts'
import { hashChainBeacon } from './hash-chain-beacon.ts'

/** A round of a beacon: which one, and when it comes out, in ms since 1970. */
interface Round {
  round: number
  at: number
}

/** Randomness that comes out round by round at known times, and that nobody knows before. */
export interface Beacon {
  /** Named in every draw, so that it is clear what was announced. */
  name: string
  /** Whether anybody can check that the operator of the sale did not choose the randomness. */
  provable: boolean
  /** The first round that comes out at this instant or later. */
  roundFrom(at: number): Round
  /**
   * The 32 bytes of a round, checked as far as the beacon allows; nothing while they are not out.
   * @throws Error when the beacon does not answer, or answers wrongly.
   */
  read(round: number): Promise<Buffer | undefined>
  /** Where anybody reads the same round. */
  addressOf(round: number): string | undefined
}

/** @param url `local`, or comma-separated addresses of drand relays. */
export function beaconAt(url: string, key: string): Beacon {
  return url === 'local' ? hashChainBeacon(key) : drandBeacon(url.split(','))
}
