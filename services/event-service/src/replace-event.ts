import type { EntityManager } from '@mikro-orm/postgresql'
import type { OrganiserEvent, ReplaceEventDraft } from '@tiketi/contracts/event'
import type { Caller } from '@tiketi/kit/access'
import { OnSale } from './on-sale.ts'
import { lockOwnEvent } from './own.ts'
import { plansFor, schedulePerformances } from './schedule-performances.ts'

/** Gives a draft a whole new content. Its performances and sales are new too: nobody but its organiser has seen the old. */
export async function replaceEvent(
  em: EntityManager,
  caller: Caller,
  { eventId, version, ...draft }: ReplaceEventDraft & { eventId: string },
): Promise<OrganiserEvent> {
  const event = await lockOwnEvent(em, caller, eventId)
  event.expectVersion(version)
  event.replace(draft)
  const plans = await plansFor(em, event.organiserId, draft)
  // The performances go with their sales.
  await em.nativeDelete(OnSale, { eventId })
  const performances = schedulePerformances(em, eventId, draft, plans)
  await em.flush()
  return event.toOrganiserEvent(performances)
}
