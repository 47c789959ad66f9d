import type { EntityManager } from '@mikro-orm/postgresql'
import type { Event as EventContract } from '@tiketi/contracts/event'
import { Event } from './event.ts'
import { noSuchEvent } from './own.ts'
import { performancesOf } from './schedule-performances.ts'

/**
 * An event as buyers see it. A cancelled one is still there for those who hold tickets.
 * @throws Refusal 404 for a draft too.
 */
export async function readEvent(em: EntityManager, id: string): Promise<EventContract> {
  const event = await em.findOne(Event, { id, status: { $ne: 'draft' } })
  if (!event) throw noSuchEvent()
  return event.toEvent(await performancesOf(em, id))
}
