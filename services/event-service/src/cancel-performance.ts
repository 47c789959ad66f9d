import type { EntityManager } from '@mikro-orm/postgresql'
import type { OrganiserEvent } from '@tiketi/contracts/event'
import type { Caller } from '@tiketi/kit/access'
import { Refusal } from '@tiketi/kit/refusal'
import { announceEvent } from './announce-event.ts'
import { lockOwnEvent } from './own.ts'
import { performancesOf } from './schedule-performances.ts'

interface CancelPerformance {
  eventId: string
  performanceId: string
  version: number
}

/**
 * Ends the sale of one performance, and has what was sold of it given back; the others go on.
 *
 * @throws Refusal 404 PERFORMANCE_UNKNOWN; 409 EVENT_CHANGED, EVENT_NOT_PUBLISHED or PERFORMANCE_CANCELLED.
 */
export async function cancelPerformance(
  em: EntityManager,
  caller: Caller,
  { eventId, performanceId, version }: CancelPerformance,
): Promise<OrganiserEvent> {
  const event = await lockOwnEvent(em, caller, eventId)
  event.expectVersion(version)
  const performances = await performancesOf(em, eventId)
  const performance = performances.find(({ id }) => id === performanceId)
  if (!performance) throw new Refusal('PERFORMANCE_UNKNOWN', 404, 'There is no such performance.')
  if (performance.cancelled)
    throw new Refusal('PERFORMANCE_CANCELLED', 409, 'This performance has been cancelled already.')
  performance.cancelled = true
  event.lose(performances.filter(({ cancelled }) => !cancelled))
  await em.flush()
  await announceEvent(em, event, performances)
  return event.toOrganiserEvent(performances)
}
