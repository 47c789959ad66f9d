import type { EntityManager } from '@mikro-orm/postgresql'
import { counter } from '@tiketi/kit/metrics'
import { endHolds } from './end-holds.ts'

const BATCH = 50

const expiredTotal = counter('holds_expired_total', 'Holds whose time ran out')

/** Puts every hold past its deadline back on sale. Any number of processes may do it at once; each takes its own. */
export async function expireHolds(em: EntityManager): Promise<void> {
  let ended: string[]
  do {
    ended = await em
      .fork()
      .transactional((em) => endHolds(em, { to: 'expired', where: 'deadline <= now()', params: [], batch: BATCH }))
    expiredTotal.inc(ended.length)
  } while (ended.length === BATCH)
}
