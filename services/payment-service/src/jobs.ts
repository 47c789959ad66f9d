import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { purgeIdempotencyKeys } from '@tiketi/kit/idempotency'
import { every, type Job } from '@tiketi/kit/jobs'
import { earnPoints } from './earn-points.ts'
import { expirePoints } from './expire-points.ts'
import { Pace } from './pace.ts'
import { reconcile } from './reconcile.ts'
import { returnMoney } from './return-money.ts'
import type { Settling } from './settle-payment.ts'

export function startJobs(orm: MikroORM, settling: Settling): Job[] {
  const pace = new Pace()
  return [
    every(1_000, 'reconcile', () => reconcile(orm.em.fork(), settling), settling.log),
    every(250, 'return money', () => returnMoney(orm.em.fork(), settling, pace), settling.log),
    every(60_000, 'earn points', () => earnPoints(orm.em.fork(), settling), settling.log),
    every(60_000, 'expire points', () => expirePoints(orm.em), settling.log),
    every(3_600_000, 'drop old webhooks', () => dropOldWebhooks(orm.em.fork()), settling.log),
    every(600_000, 'purge idempotency keys', () => purgeIdempotencyKeys(orm), settling.log),
  ]
}

/** The bank retries for less than four days. */
async function dropOldWebhooks(em: EntityManager): Promise<void> {
  await em.execute(`delete from payment.webhook where received_at < now() - interval '7 days'`)
}
