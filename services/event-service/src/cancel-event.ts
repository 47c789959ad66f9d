import type { EntityManager } from '@mikro-orm/postgresql'
import type { OrganiserEvent } from '@tiketi/contracts/event'
import type { Caller } from '@tiketi/kit/access'
import { announceEvent } from './announce-event.ts'
import { lockOwnEvent } from './own.ts'
import { performancesOf } from './schedule-performances.ts'

interface CancelEvent {
  eventId: string
  version: number
}

/** Takes an event off the lists and ends its sales. */
export async function cancelEvent(
  em: EntityManager,
  caller: Caller,
  { eventId, version }: CancelEvent,
): Promise<OrganiserEvent> {
  const event = await lockOwnEvent(em, caller, eventId)
  event.expectVersion(version)
  event.cancel()
  await em.flush()
  const performances = await performancesOf(em, eventId)
  await announceEvent(em, event, performances)
  return event.toOrganiserEvent(performances)
}
