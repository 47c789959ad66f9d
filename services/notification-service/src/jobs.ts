import type { EntityManager } from '@mikro-orm/postgresql'
import { every, type Job } from '@tiketi/kit/jobs'
import { type Sending, sendMails } from './send-mails.ts'

export function startJobs(em: EntityManager, sending: Sending): Job[] {
  return [
    every(500, 'send mails', () => sendMails(em.fork(), sending), sending.log),
    every(3_600_000, 'drop old mails', () => dropOldMails(em.fork()), sending.log),
  ]
}

/** Long enough that an event which comes again finds that its mail was sent. */
async function dropOldMails(em: EntityManager): Promise<void> {
  await em.execute(`delete from mail where state in ('sent', 'dropped') and ended_at < now() - interval '90 days'`)
}
