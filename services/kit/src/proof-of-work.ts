import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Puzzle } from '@tiketi/contracts/proof-of-work'
import type { ServiceName } from '@tiketi/contracts/routes'
import type { RedisClient } from './redis.ts'
import { Refusal } from './refusal.ts'

const SOLVABLE_SECONDS = 180
const NONCE = /^\d{1,16}$/

/**
 * A price in work that honest people do not feel, and that who asks a million times does: hashcash with puzzles of the
 * server's own. Nothing is kept for a puzzle that is handed out; of one that comes back solved, Redis keeps for as long
 * as it is good that it was used.
 */
export interface ProofOfWork {
  /**
   * Lets a request go on that solves a puzzle of this subject, once; `solution` is the request's PROOF_HEADER.
   *
   * @param subject whom or what the work is for, e.g. a purpose with a person or a network: it is worth nothing to another.
   * @param bits of work that a new puzzle demands. One that was handed out is good as it was.
   * @throws Refusal 428 PROOF_NEEDED with a new puzzle; what Redis throws while it is away, for the caller to decide.
   */
  demand(wish: { subject: string; bits: number; solution: string | string[] | undefined }): Promise<void>
}

/** @param key any secret of the service's: another is derived from it. */
export function proofOfWork({
  service,
  key,
  redis,
}: {
  service: ServiceName
  key: string
  redis: RedisClient
}): ProofOfWork {
  const macKey = Buffer.from(hkdfSync('sha256', key, '', 'tiketi proof of work', 32))
  const mac = (body: string, subject: string) =>
    createHmac('sha256', macKey).update(`${service}\n${body}\n${subject}`).digest()

  function newPuzzle(subject: string, bits: number): Puzzle {
    const goodUntil = Math.floor(Date.now() / 1_000) + SOLVABLE_SECONDS
    const body = `${bits}.${goodUntil}.${randomBytes(12).toString('base64url')}`
    return { puzzle: `${body}.${mac(body, subject).toString('base64url')}`, bits }
  }

  /** The puzzle that this solves, if it is one of ours for the subject and still good. */
  function solved(solution: string, subject: string): { puzzle: string; secondsLeft: number } | undefined {
    const [puzzle = '', nonce = '', ...more] = solution.split(':')
    const [bits = '', goodUntil = '', salt = '', proof = ''] = puzzle.split('.')
    // Compared as written: base64 has several spellings of the same bytes, and none may come twice.
    const right = Buffer.from(mac(`${bits}.${goodUntil}.${salt}`, subject).toString('base64url'))
    const given = Buffer.from(proof)
    const ours = given.length === right.length && timingSafeEqual(given, right)
    const secondsLeft = Number(goodUntil) - Date.now() / 1_000
    if (!ours || more.length > 0 || !NONCE.test(nonce) || secondsLeft <= 0) return undefined
    const hash = createHash('sha256').update(`${puzzle}:${nonce}`).digest()
    return leadingZeroBits(hash) >= Number(bits) ? { puzzle, secondsLeft } : undefined
  }

  return {
    async demand({ subject, bits, solution }) {
      const work = typeof solution === 'string' ? solved(solution, subject) : undefined
      if (work) {
        const digest = createHash('sha256').update(work.puzzle).digest('base64url').slice(0, 22)
        const first = await redis.set(`${service}:proof:${digest}`, '1', 'EX', Math.ceil(work.secondsLeft) + 1, 'NX')
        if (first) return
      }
      throw new Refusal('PROOF_NEEDED', 428, 'Very many are asking right now. Your device must solve a puzzle first.', {
        ...newPuzzle(subject, bits),
      })
    },
  }
}

function leadingZeroBits(hash: Uint8Array): number {
  const first = hash.findIndex((byte) => byte !== 0)
  return first === -1 ? hash.length * 8 : first * 8 + Math.clz32(hash[first]!) - 24
}
