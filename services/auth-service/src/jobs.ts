import type { EntityManager } from '@mikro-orm/postgresql'
import { every, type Job } from '@tiketi/kit/jobs'
import type { Log } from '@tiketi/kit/log'
import { forgetExpired } from './forget-expired.ts'

const TEN_MINUTES_MS = 600_000

export function startJobs(em: EntityManager, log: Log): Job[] {
  return [every(TEN_MINUTES_MS, 'forget expired', () => forgetExpired(em.fork()), log)]
}
