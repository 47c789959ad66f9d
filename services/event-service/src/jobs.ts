import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { purgeIdempotencyKeys } from '@tiketi/kit/idempotency'
import { every, type Job } from '@tiketi/kit/jobs'
import type { Log } from '@tiketi/kit/log'
import { forgetImages } from './image.ts'

const TEN_MINUTES_MS = 600_000

export function startJobs(orm: MikroORM, log: Log): Job[] {
  return [
    every(TEN_MINUTES_MS, 'purge idempotency keys', () => purgeIdempotencyKeys(orm), log),
    every(TEN_MINUTES_MS, 'forget images', () => forgetImages(orm.em.fork() as EntityManager), log),
  ]
}
