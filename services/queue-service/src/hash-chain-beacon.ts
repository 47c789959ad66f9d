import { createHmac } from 'node:crypto'
import type { Beacon } from './beacon.ts'
import { sha256 } from './merkle.ts'

const PERIOD_MS = 3_000
const DAY_MS = 86_400_000
const ROUNDS_A_DAY = DAY_MS / PERIOD_MS

/**
 * A stand-in for one's own machine: each round is the hash of the next, down to the last of the day, which comes from a
 * secret. It moves like a beacon and proves nothing, since whoever has the secret knows all rounds in advance.
 */
export function hashChainBeacon(key: string): Beacon {
  let known: { day: number; values: Buffer[] } | undefined

  function valuesOf(day: number): Buffer[] {
    if (known?.day === day) return known.values
    const values = new Array<Buffer>(ROUNDS_A_DAY)
    let value: Buffer = createHmac('sha256', key).update(`beacon of day ${day}`).digest()
    for (let at = ROUNDS_A_DAY - 1; at >= 0; at--) {
      values[at] = value
      value = sha256(value)
    }
    known = { day, values }
    return values
  }

  return {
    name: 'hash chain of this machine',
    provable: false,
    roundFrom(at) {
      const round = Math.ceil(at / PERIOD_MS)
      return { round, at: round * PERIOD_MS }
    },
    async read(round) {
      if (round * PERIOD_MS > Date.now()) return undefined
      return valuesOf(Math.floor(round / ROUNDS_A_DAY))[round % ROUNDS_A_DAY]
    },
    addressOf: () => undefined,
  }
}
