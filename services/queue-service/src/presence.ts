import type { RedisClient } from '@tiketi/kit/redis'
import type { Line } from './line.ts'

const WINDOW_MS = 30_000
/** A person's slot is the last digit of their id. */
const SLOTS = '0123456789abcdef'
const PEOPLE_AT_ONCE = 1_000

/** Split over the slots of a cluster, since nothing is decided by it: who is counted, not who is before whom. */
const keyOf = (onSaleId: string, slot: string, window: number) => `queue:{${onSaleId}/${slot}}:present:${window}`

/**
 * Notes who listens at this replica. A person at several replicas, or through many sockets, counts once; a count takes
 * 12 kB a slot at most, however many they are, and is right to about a hundredth.
 */
export async function notePresent(redis: RedisClient, line: Line, now = Date.now()): Promise<void> {
  const bySlot = Map.groupBy(line.audience.personIds(), (personId) => personId.at(-1)!)
  const window = Math.floor(now / WINDOW_MS)
  for (const [slot, people] of bySlot) {
    const key = keyOf(line.id, slot, window)
    for (let from = 0; from < people.length; from += PEOPLE_AT_ONCE)
      await redis.pfadd(key, ...people.slice(from, from + PEOPLE_AT_ONCE))
    await redis.pexpire(key, 3 * WINDOW_MS)
  }
}

/** How many people listened, at whichever replica, in the last whole window. */
export async function countPresent(redis: RedisClient, onSaleId: string, now = Date.now()): Promise<number> {
  const window = Math.floor(now / WINDOW_MS) - 1
  const counts = await Promise.all([...SLOTS].map((slot) => redis.pfcount(keyOf(onSaleId, slot, window))))
  return counts.reduce((sum, count) => sum + count, 0)
}
