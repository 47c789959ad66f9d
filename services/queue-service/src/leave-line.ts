import type { EntityManager } from '@mikro-orm/postgresql'
import type { RedisClient } from '@tiketi/kit/redis'
import { endAdmission } from './admission.ts'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import type { Place } from './place-ticket.ts'
import { lineAway } from './refusals.ts'
import { step } from './step.ts'

/** Gives a place up, wherever in the line it is. A place that is gone already stays gone. */
export async function leaveLine(
  redis: RedisClient,
  { em, line, place }: { em: EntityManager; line: Line; place: Place },
): Promise<void> {
  const { onSaleId, epoch, number, personId } = place
  const k = lineKeys(onSaleId, epoch)
  const outcome = await step(redis, 'leave')(
    [k.line, k.places, k.left, k.called, k.inside, k.holding, k.passes, k.missed, k.returning, k.recalled],
    [epoch, personId, number],
  )
  if (outcome === 'LOST' && epoch >= line.seen.epoch) throw lineAway()
  if (outcome === 'LEFT_INSIDE') await endAdmission(em, { onSaleId, personId })
  line.wake()
}
