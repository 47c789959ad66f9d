import type { EntityManager } from '@mikro-orm/postgresql'
import type { RedisClient } from '@tiketi/kit/redis'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import { reserveNumbers } from './reserve-numbers.ts'
import { step } from './step.ts'

const NUMBERS_A_RUN = 1_000

/** Gives everybody who waits for a number theirs, once it is time. Any number of replicas may do it at once. */
export async function giveNumbers(em: EntityManager, redis: RedisClient, line: Line): Promise<void> {
  const { epoch } = line.seen
  const { line: key, places, gathering, left } = lineKeys(line.id, epoch)
  for (let ceilings = 0; ceilings < 2; ) {
    const [outcome, ceiling] = (await step(redis, 'number')(
      [key, places, gathering, left],
      [epoch, NUMBERS_A_RUN],
    )) as [string, number]
    if (outcome === 'CEILING') {
      // Twice only when another epoch has begun meanwhile.
      ceilings += 1
      await reserveNumbers(em, redis, { onSaleId: line.id, epoch, ceiling })
    } else if (outcome !== 'MORE') return line.wake()
  }
}
