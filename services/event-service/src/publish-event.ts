import type { EntityManager } from '@mikro-orm/postgresql'
import type { OrganiserEvent } from '@tiketi/contracts/event'
import type { Caller } from '@tiketi/kit/access'
import { announceEvent } from './announce-event.ts'
import { lockOwnEvent } from './own.ts'
import { performancesOf } from './schedule-performances.ts'

interface PublishEvent {
  eventId: string
  version: number
}

/** Puts a draft before the buyers and its performances on sale. */
export async function publishEvent(
  em: EntityManager,
  caller: Caller,
  { eventId, version }: PublishEvent,
): Promise<OrganiserEvent> {
  const event = await lockOwnEvent(em, caller, eventId)
  event.expectVersion(version)
  const performances = await performancesOf(em, eventId)
  const [{ now }] = await em.execute<[{ now: Date }]>('select now()')
  event.publish(performances, now)
  await em.flush()
  await announceEvent(em, event, performances)
  return event.toOrganiserEvent(performances)
}
