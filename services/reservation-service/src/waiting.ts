import { defineEntity, type EntityManager } from '@mikro-orm/postgresql'
import type { Waiting as WaitingShown, WaitingState } from '@tiketi/contracts/waiting'
import { Refusal } from '@tiketi/kit/refusal'
import type { TakenPlaces } from './held-places.ts'
import type { Performance } from './performance.ts'

const WaitingSchema = defineEntity({
  name: 'Waiting',
  tableName: 'waiting',
  properties: (p) => ({
    id: p.uuid().primary(),
    number: p.bigint('number'),
    performanceId: p.uuid(),
    personId: p.uuid(),
    places: p.integer(),
    state: p.string().$type<WaitingState>(),
    joinedAt: p.datetime(),
    deadline: p.datetime().nullable(),
    endedAt: p.datetime().nullable(),
  }),
})

/** Somebody who waits for places of a performance. Its state moves only by guarded updates. */
export class Waiting extends WaitingSchema.class {
  /** Why its offer cannot be taken or declined at this moment of the database's clock; nothing when it can. */
  refusal(now: Date): Refusal | undefined {
    const refuse = (code: string, detail: string) => new Refusal(code, 409, detail, { state: this.state })
    if (this.state === 'waiting')
      return refuse('NO_OFFER', 'There are no places for you yet. You keep your place in line.')
    if (this.state === 'taken') return refuse('OFFER_TAKEN', 'You took this offer already.')
    if (this.state === 'left') return refuse('NOT_WAITING', 'You left this waiting list.')
    if (this.state === 'lapsed' || this.deadline! <= now)
      return refuse('OFFER_OVER', 'The time for this offer ran out, and the places went to the next person.')
    return undefined
  }
}
WaitingSchema.setClass(Waiting)

/** Somebody's entry of the list, as it is now, and what time it is for the database. */
export interface PresentWaiting {
  waiting: Waiting
  now: Date
}

/**
 * Keeps others from the entry until the transaction ends.
 *
 * @throws Refusal 404 WAITING_UNKNOWN when there is none, or it is somebody else's.
 */
export async function lockWaiting(em: EntityManager, id: string, personId: string): Promise<PresentWaiting> {
  // A clock beside `for update` is read before the lock.
  const [row] = await em.execute<{ now: Date }[]>(
    `with locked as (select * from waiting where id = ? and person_id = ? for update)
     select *, clock_timestamp() as now from locked`,
    [id, personId],
  )
  if (!row) throw waitingUnknown()
  return { waiting: em.map(Waiting, row), now: row.now }
}

/** The performance that an entry is for. @throws Refusal 404 WAITING_UNKNOWN when it is none of this person's. */
export async function waitsFor(em: EntityManager, id: string, personId: string): Promise<string> {
  const waiting = await em.findOne(Waiting, { id, personId })
  if (!waiting) throw waitingUnknown()
  return waiting.performanceId
}

export function waitingUnknown(): Refusal {
  return new Refusal('WAITING_UNKNOWN', 404, 'You are not on this waiting list.')
}

/** Places that are kept for somebody on the list, in their order. */
export async function offeredPlaces(em: EntityManager, waitingId: string): Promise<TakenPlaces> {
  const rows = await em.execute<{ seat: number | null; area: number; shard: number }[]>(
    'select seat, area, shard from cooling_place where waiting_id = ? order by seat, area, shard',
    [waitingId],
  )
  const standing = rows.filter(({ seat }) => seat === null)
  return {
    seats: rows.flatMap(({ seat }) => seat ?? []),
    areas: standing.map(({ area }) => area),
    shards: standing.map(({ shard }) => shard),
  }
}

/** What each of these places costs now: seats, then places to stand. */
export function pricesOf(performance: Performance, { seats, areas }: TakenPlaces): number[] {
  const standing = areas.map((area) => ({ area, places: 1 }))
  return [...performance.pricesOf(seats), ...performance.standingPricesOf(standing)]
}

/** An offer in words and won. */
export function toOffer(
  performance: Performance,
  places: TakenPlaces,
  deadline: Date,
): NonNullable<WaitingShown['offer']> {
  const pricesWon = pricesOf(performance, places)
  return {
    seats: performance.label(places.seats, pricesWon),
    standing: performance.labelStanding(places.areas, pricesWon.slice(places.seats.length)),
    totalWon: pricesWon.reduce((sum, price) => sum + price, 0),
    deadline: deadline.toISOString(),
  }
}
