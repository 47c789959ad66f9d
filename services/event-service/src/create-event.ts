import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventDraft, OrganiserEvent } from '@tiketi/contracts/event'
import type { Caller } from '@tiketi/kit/access'
import { contentOf, Event } from './event.ts'
import { plansFor, schedulePerformances } from './schedule-performances.ts'

/** Makes a draft that only its organiser sees. */
export async function createEvent(em: EntityManager, caller: Caller, draft: EventDraft): Promise<OrganiserEvent> {
  const plans = await plansFor(em, caller.id, draft)
  const id = randomUUID()
  const event = em.create(Event, { id, organiserId: caller.id, version: 1, status: 'draft', ...contentOf(draft) })
  // Its rows first: the ORM does not know that the others point at it.
  await em.flush()
  const performances = schedulePerformances(em, id, draft, plans)
  await em.flush()
  return event.toOrganiserEvent(performances)
}
