import type { EntityManager } from '@mikro-orm/postgresql'
import type { OrganiserEvent, PostponeEvent } from '@tiketi/contracts/event'
import type { Caller } from '@tiketi/kit/access'
import { announceEvent } from './announce-event.ts'
import { isReal } from './draft-rules.ts'
import { type Fault, refuseFaults } from './faults.ts'
import { lockOwnEvent } from './own.ts'
import type { Performance } from './performance.ts'
import { performancesOf } from './schedule-performances.ts'

/**
 * Moves performances of a published event to other dates. Seats, prices and what was sold stay as they are; a sale that
 * has opened goes on until its new end.
 *
 * @throws Refusal 400 INVALID, 404, 409 EVENT_CHANGED or EVENT_NOT_PUBLISHED.
 */
export async function postponeEvent(
  em: EntityManager,
  caller: Caller,
  { eventId, version, performances: moved }: PostponeEvent & { eventId: string },
): Promise<OrganiserEvent> {
  const event = await lockOwnEvent(em, caller, eventId)
  event.expectVersion(version)
  const performances = await performancesOf(em, eventId)
  const [{ now }] = await em.execute<[{ now: Date }]>('select now()')
  refuseFaults(moved.flatMap((move, at) => faultsOf(move, { performances, now, path: `body.performances.${at}` })))
  for (const { id, startsAt, saleClosesAt, refundUntil } of moved) {
    const performance = performances.find((known) => known.id === id)!
    performance.startsAt = new Date(startsAt)
    performance.onSale.closesAt = new Date(saleClosesAt)
    if (refundUntil) Object.assign(performance, { postponedAt: now, refundUntil: new Date(refundUntil) })
  }
  event.postpone(performances.filter(({ cancelled }) => !cancelled))
  await em.flush()
  const sorted = await performancesOf(em, eventId)
  await announceEvent(em, event, sorted)
  return event.toOrganiserEvent(sorted)
}

function faultsOf(
  { id, startsAt, saleClosesAt, refundUntil }: PostponeEvent['performances'][number],
  { performances, now, path }: { performances: Performance[]; now: Date; path: string },
): Fault[] {
  const performance = performances.find((known) => known.id === id)
  if (!performance || performance.cancelled)
    return [{ path: `${path}.id`, message: 'is no performance of this event, or a cancelled one' }]
  const unreal = Object.entries({ startsAt, saleClosesAt, ...(refundUntil && { refundUntil }) }).filter(
    ([, instant]) => !isReal(instant),
  )
  if (unreal.length > 0)
    return unreal.map(([name]) => ({ path: `${path}.${name}`, message: 'is no date and time that exists' }))
  const [starts, closes] = [Date.parse(startsAt), Date.parse(saleClosesAt)]
  return [
    ...(starts <= now.getTime() ? [{ path: `${path}.startsAt`, message: 'has passed' }] : []),
    ...(refundUntil && (Date.parse(refundUntil) <= now.getTime() || Date.parse(refundUntil) > starts)
      ? [{ path: `${path}.refundUntil`, message: 'must be ahead, and not after the performance starts' }]
      : []),
    ...(closes > starts ? [{ path: `${path}.saleClosesAt`, message: 'must not be after the performance starts' }] : []),
    ...(closes <= performance.onSale.opensAt.getTime()
      ? [{ path: `${path}.saleClosesAt`, message: 'must be after the sale opens' }]
      : []),
  ]
}
