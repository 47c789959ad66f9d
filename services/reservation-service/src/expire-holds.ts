import type { EntityManager } from '@mikro-orm/postgresql'
import { counter } from '@tiketi/kit/metrics'
import { endHolds } from './end-holds.ts'
import { inBatches } from './in-batches.ts'

const BATCH = 50

const expiredTotal = counter('holds_expired_total', 'Holds whose time ran out')

/** Puts every hold past its deadline back on sale. Any number of processes may do it at once; each takes its own. */
export function expireHolds(em: EntityManager): Promise<void> {
  return inBatches(em, { size: BATCH, total: expiredTotal }, async (em) => {
    const ended = await endHolds(em, { to: 'expired', where: 'deadline <= now()', params: [], batch: BATCH })
    return ended.length
  })
}
