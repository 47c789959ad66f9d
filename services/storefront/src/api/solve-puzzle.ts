import type { Puzzle } from '@tiketi/contracts/proof-of-work'
import { sha256Head } from './sha-256.ts'

/** The value of the header that proves the work; by itself it takes long, so it belongs into a worker. */
export function solvePuzzle({ puzzle, bits }: Puzzle): string {
  const below = 2 ** (32 - bits)
  for (let nonce = 0; ; nonce++) {
    const solution = `${puzzle}:${nonce}`
    if (sha256Head(solution) < below) return solution
  }
}
