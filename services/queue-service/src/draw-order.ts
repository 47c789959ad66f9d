import { createHmac } from 'node:crypto'
import { ENTRY_BYTES } from './lobby.ts'
import { sha256 } from './merkle.ts'

/** Known to nobody before both are: the root binds who takes part, the randomness comes after it and from elsewhere. */
export function drawSeed(root: Buffer, randomness: Buffer): Buffer {
  return sha256(Buffer.concat([root, randomness]))
}

/**
 * The order of a draw: entries by HMAC-SHA-256(seed, entry), the lowest first.
 *
 * @param entries one after another.
 * @returns the rank of each from 1, in the order in which the entries came.
 */
export function drawRanks(seed: Buffer, entries: Buffer): number[] {
  const lots = Array.from({ length: entries.length / ENTRY_BYTES }, (_, at) => {
    const entry = entries.subarray(at * ENTRY_BYTES, (at + 1) * ENTRY_BYTES)
    return { at, lot: createHmac('sha256', seed).update(entry).digest() }
  })
  const ranks = new Array<number>(lots.length)
  lots
    .sort((a, b) => Buffer.compare(a.lot, b.lot))
    .forEach(({ at }, before) => {
      ranks[at] = before + 1
    })
  return ranks
}
