import type { EntityManager } from '@mikro-orm/postgresql'
import { every, type Job } from '@tiketi/kit/jobs'
import { reconcile } from './reconcile.ts'
import type { Settling } from './settle-payment.ts'

export function startJobs(em: EntityManager, settling: Settling): Job[] {
  return [
    every(1_000, 'reconcile', () => reconcile(em.fork(), settling), settling.log),
    every(3_600_000, 'drop old webhooks', () => dropOldWebhooks(em.fork()), settling.log),
  ]
}

/** The bank retries for less than four days. */
async function dropOldWebhooks(em: EntityManager): Promise<void> {
  await em.execute(`delete from payment.webhook where received_at < now() - interval '7 days'`)
}
