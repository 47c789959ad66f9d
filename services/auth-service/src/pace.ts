import { createHash } from 'node:crypto'
import { networkOf } from '@tiketi/kit/network'
import type { RedisClient } from '@tiketi/kit/redis'
import { script } from '@tiketi/kit/redis'
import { Refusal } from '@tiketi/kit/refusal'
import { unlessRedisAway } from './unless-redis-away.ts'

interface Pace {
  freeTries: number
  firstWaitMs: number
  longestWaitMs: number
  memoryMs: number
}

/** Counted by account and network: guesses from elsewhere never make the owner wait. */
const LOG_IN: Pace = { freeTries: 5, firstWaitMs: 1_000, longestWaitMs: 300_000, memoryMs: 900_000 }
/** Counted by address: nobody's mailbox is flooded, and the mails that do come open the owner's way in. */
const MAIL: Pace = { freeTries: 3, firstWaitMs: 60_000, longestWaitMs: 900_000, memoryMs: 3_600_000 }

/**
 * Slows down those who try again and again. While Redis is away nobody is slowed down: log-in matters more, and hashing
 * is bounded anyway.
 */
export interface Pacing {
  /** @throws Refusal 429 when it is too early. */
  tryLogIn(email: string, address: string): Promise<void>
  /** The owner was let in, so earlier failures from this network are forgotten. */
  loggedIn(email: string, address: string): Promise<void>
  /** @throws Refusal 429 when it is too early; the same for known and unknown addresses. */
  tryMail(purpose: 'register' | 'reset', email: string): Promise<void>
}

export function pacing(redis: RedisClient): Pacing {
  const run = script(redis, new URL('./pace.lua', import.meta.url))

  async function take(key: string, { freeTries, firstWaitMs, longestWaitMs, memoryMs }: Pace) {
    const waitMs = await unlessRedisAway(() => run([key], [freeTries, firstWaitMs, longestWaitMs, memoryMs]))
    if (waitMs)
      throw new Refusal('TOO_MANY_REQUESTS', 429, 'That was too often. Please wait a moment.', {
        retryAfterSeconds: Math.ceil(Number(waitMs) / 1_000),
      })
  }

  const logInKey = (email: string, address: string) => `auth:pace:log-in:${digest(email)}:${networkOf(address)}`
  return {
    tryLogIn: (email, address) => take(logInKey(email, address), LOG_IN),
    async loggedIn(email, address) {
      await unlessRedisAway(() => redis.del(logInKey(email, address)))
    },
    tryMail: (purpose, email) => take(`auth:pace:${purpose}:${digest(email)}`, MAIL),
  }
}

/** Redis holds no addresses. */
function digest(email: string): string {
  return createHash('sha256').update(email).digest('base64url').slice(0, 22)
}
