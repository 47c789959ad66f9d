import { counter } from '@tiketi/kit/metrics'
import { networkOf } from '@tiketi/kit/network'
import { proofOfWork } from '@tiketi/kit/proof-of-work'
import { type RedisClient, script } from '@tiketi/kit/redis'
import type { Config } from './config.ts'
import { unlessRedisAway } from './unless-redis-away.ts'

/** What is counted: log-ins that failed, and everything that makes us send a mail. */
type Purpose = 'log-in' | 'mail'

interface Attempt {
  purpose: Purpose
  /** The client's address. */
  address: string
  /** The header that carries a solved puzzle. */
  proof: string | string[] | undefined
}

/** More than this in so many seconds is an attack: from one network, behind which may be a whole internet café, and from all. */
const LIMITS = {
  'log-in': { network: { threshold: 20, seconds: 600 }, all: { threshold: 600, seconds: 60 } },
  mail: { network: { threshold: 20, seconds: 600 }, all: { threshold: 1_200, seconds: 60 } },
} as const

/** 2 ** 16 hashes: a blink on a phone. Each doubling of the attack doubles the work, up to some seconds of it. */
const FIRST_BITS = 16
const MOST_BITS = 21

const demandedTotal = counter('proofs_demanded_total', 'Requests that had to prove work because of an attack', [
  'purpose',
])

/** Said on the API page of every route that may demand it. */
export const provesWork =
  'Under attack it demands work first: 428 PROOF_NEEDED with a puzzle, whose solution goes into the header `tiketi-proof`.'

/**
 * Makes each try dear while too many fail, without shutting anybody out: carriers and cafés put very many honest people
 * behind one address, so a wait would hit them all, and work hits who tries most. While Redis is away nothing is
 * demanded, as nobody is slowed down then.
 */
export interface Siege {
  /** @throws Refusal 428 PROOF_NEEDED with a puzzle while there is an attack and the request proves no work. */
  pass(attempt: Attempt): Promise<void>
  /** Something that attacks are made of: a log-in that failed, a mail that was asked for. */
  count(purpose: Purpose, address: string): Promise<void>
}

export function siege(redis: RedisClient, { MAIL_TOKEN_KEY }: Config): Siege {
  const run = script(redis, new URL('./pressure.lua', import.meta.url))
  const work = proofOfWork({ service: 'auth', key: MAIL_TOKEN_KEY, redis })

  async function pressures(purpose: Purpose, address: string, added: 0 | 1): Promise<number[]> {
    const { network, all } = LIMITS[purpose]
    const counted = [
      { key: `auth:pressure:${purpose}:${networkOf(address)}`, ...network },
      { key: `auth:pressure:${purpose}:all`, ...all },
    ]
    return Promise.all(
      counted.map(async ({ key, seconds, threshold }) => Number(await run([key], [added, seconds, threshold])) / 1_000),
    )
  }

  return {
    async pass({ purpose, address, proof }) {
      await unlessRedisAway(async () => {
        const bits = bitsAgainst(Math.max(...(await pressures(purpose, address, 0))))
        if (bits === 0) return
        demandedTotal.inc({ purpose })
        await work.demand({ subject: `${purpose} ${networkOf(address)}`, bits, solution: proof })
      })
    },
    async count(purpose, address) {
      await unlessRedisAway(() => pressures(purpose, address, 1))
    },
  }
}

/** The work that is demanded at so many times the threshold. */
export function bitsAgainst(pressure: number): number {
  return pressure < 1 ? 0 : Math.min(FIRST_BITS + Math.floor(Math.log2(pressure)), MOST_BITS)
}
