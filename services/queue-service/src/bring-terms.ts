import type { RedisClient } from '@tiketi/kit/redis'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import { step } from './step.ts'

/** Brings what the organiser and operators have set into the line. */
export async function bringTerms(redis: RedisClient, line: Line): Promise<void> {
  const { sale, seen } = line
  await step(redis, 'terms')(Object.values(lineKeys(line.id, seen.epoch)), [seen.epoch, ...sale.terms()])
  line.wake()
}
