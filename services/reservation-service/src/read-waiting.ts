import type { EntityManager } from '@mikro-orm/postgresql'
import type { OfferForMail, WaitingList, Waiting as WaitingShown } from '@tiketi/contracts/waiting'
import type { Performance } from './performance.ts'
import { offeredPlaces, toOffer, Waiting, waitingUnknown } from './waiting.ts'

interface Row {
  now: Date
  ahead: number
  holdId: string | null
}

const SHOWN = `select w.*, now(), (
    select count(*)::int from waiting o
    where o.performance_id = w.performance_id and o.state = 'waiting' and o.number < w.number) as ahead, (
    select id from reservation where waiting_id = w.id) as "holdId"
  from waiting w`

/** How a person waits for a performance, or waited last, and how many people do. */
export async function readWaitingList(
  em: EntityManager,
  { performance, personId }: { performance: Performance; personId: string },
): Promise<WaitingList> {
  const [row] = await em.execute<Row[]>(
    `${SHOWN} where w.performance_id = ? and w.person_id = ? order by w.number desc limit 1`,
    [performance.id, personId],
  )
  const [{ people }] = await em.execute<[{ people: number }]>(
    `select count(*)::int as people from waiting where performance_id = ? and state = 'waiting'`,
    [performance.id],
  )
  return { mine: row ? await show(em, performance, row) : null, people }
}

/** @throws Refusal 404 WAITING_UNKNOWN. */
export async function readWaiting(em: EntityManager, performance: Performance, id: string): Promise<WaitingShown> {
  const [row] = await em.execute<Row[]>(`${SHOWN} where w.id = ?`, [id])
  if (!row) throw waitingUnknown()
  return show(em, performance, row)
}

async function show(em: EntityManager, performance: Performance, row: Row): Promise<WaitingShown> {
  const { now, ahead, holdId, ...columns } = row
  const { id, performanceId, places, state, joinedAt, deadline } = em.map(Waiting, columns)
  const offer = deadline && toOffer(performance, await offeredPlaces(em, id), deadline)
  return {
    id,
    performanceId,
    places,
    state,
    ahead: state === 'waiting' ? ahead : 0,
    joinedAt: joinedAt.toISOString(),
    offer: offer ?? null,
    holdId,
    serverTime: now.toISOString(),
  }
}

/** @throws Refusal 404 WAITING_UNKNOWN. */
export async function offerForMail(
  em: EntityManager,
  id: string,
  performanceOf: (id: string) => Promise<Performance>,
): Promise<OfferForMail> {
  const waiting = await em.findOne(Waiting, { id })
  if (!waiting) throw waitingUnknown()
  const { personId, performanceId, deadline } = waiting
  if (!deadline) return { personId, offer: null }
  const performance = await performanceOf(performanceId)
  const { eventId, title, venue, startsAt } = performance
  return {
    personId,
    offer: {
      eventId,
      performanceId,
      title,
      venue: venue.name,
      startsAt: startsAt.toISOString(),
      timeZone: venue.timeZone,
      ...toOffer(performance, await offeredPlaces(em, id), deadline),
    },
  }
}
