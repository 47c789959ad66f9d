import Type from 'typebox'
import { Check } from 'typebox/value'
import type { Beacon } from './beacon.ts'
import { sha256 } from './merkle.ts'

/** drand's `quicknet`: its chain hash, first round and period (https://docs.drand.love/developer/). */
const CHAIN = '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971'
const GENESIS_MS = 1_692_803_367_000
const PERIOD_MS = 3_000
const PATIENCE_MS = 2_000

const Answer = Type.Object({
  round: Type.Integer(),
  randomness: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  signature: Type.String({ pattern: '^([0-9a-f]{2})+$' }),
})

/**
 * The League of Entropy's beacon over HTTP. A round is a threshold signature of its number, so there is one possible
 * value and nobody knows it early; that the randomness is the signature's hash is checked here, the signature itself by
 * whoever verifies a draw with drand's own tools.
 *
 * @param relays asked in turn until one answers.
 */
export function drandBeacon(relays: string[]): Beacon {
  const path = (round: number) => `/${CHAIN}/public/${round}`
  return {
    name: 'drand quicknet',
    provable: true,
    roundFrom(at) {
      const round = Math.max(1, Math.ceil((at - GENESIS_MS) / PERIOD_MS) + 1)
      return { round, at: GENESIS_MS + (round - 1) * PERIOD_MS }
    },
    async read(round) {
      let failure: unknown
      for (const relay of relays) {
        try {
          return await ask(relay + path(round), round)
        } catch (error) {
          failure = error
        }
      }
      throw failure
    },
    addressOf: (round) => relays[0] + path(round),
  }
}

async function ask(url: string, round: number): Promise<Buffer | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })
  // Relays say 404 or 425 for a round that is not out.
  if (response.status === 404 || response.status === 425) return undefined
  const answer: unknown = response.ok ? await response.json() : undefined
  if (!Check(Answer, answer) || answer.round !== round) throw new Error(`${url} answered ${response.status} strangely.`)
  const randomness = sha256(Buffer.from(answer.signature, 'hex'))
  if (randomness.toString('hex') !== answer.randomness) throw new Error(`${url} gave randomness of another signature.`)
  return randomness
}
