import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { SEAT_STATE, type SeatStatus } from '@tiketi/contracts/reservation'
import type { Performances } from './performances.ts'
import type { SeatVersions } from './seat-versions.ts'

/** The states of all seats of a performance at one moment, two bits a seat, and the free places of its standing areas. */
export interface SeatStates {
  /** All changes up to this version are in, and perhaps later ones. */
  version: number
  free: number
  bits: Uint8Array
  areas: number[]
}

export interface SeatStatesReader {
  /** As they were at most 300 ms ago. @throws Refusal 404 PERFORMANCE_UNKNOWN. */
  recent(performanceId: string): Promise<SeatStates>
  /** As they are, with all that was committed before the call. */
  now(performanceId: string): Promise<SeatStates>
}

const RECENT_MS = 300

interface Reading {
  begun: Promise<SeatStates>
  doneAt?: number
  /** For those who came while `begun` was under way and need newer states. */
  next?: Promise<SeatStates>
}

/** Reads seat states from `seat_claim`, for each performance never twice at once however many ask. */
export function seatStatesReader(orm: MikroORM, performances: Performances, versions: SeatVersions): SeatStatesReader {
  const readings = new Map<string, Reading>()

  function begin(performanceId: string): Promise<SeatStates> {
    const reading: Reading = { begun: read(performanceId) }
    readings.set(performanceId, reading)
    reading.begun.then(
      () => {
        reading.doneAt = performance.now()
      },
      () => readings.get(performanceId) === reading && readings.delete(performanceId),
    )
    return reading.begun
  }

  async function read(performanceId: string): Promise<SeatStates> {
    const { seats, plan } = (await performances.find(performanceId)).performance
    // Before the seats: whatever this version tells of is committed, so it is among them.
    const version = await versions.read(performanceId)
    const em = orm.em.fork()
    const claims = await em.execute<{ sold: boolean; seats: string }[]>(
      `select sold, array_to_string(array_agg(seat), ',') as seats from seat_claim where performance_id = ? group by sold`,
      [performanceId],
    )
    const areas = plan.standing ? await freePlaces(em, performanceId, plan.standing.length) : []
    const bits = new Uint8Array(Math.ceil(seats / 4))
    let free = seats
    for (const claim of claims) {
      const state = claim.sold ? SEAT_STATE.sold : SEAT_STATE.held
      for (const seat of claim.seats.split(',')) {
        bits[Number(seat) >> 2]! |= state << (2 * (Number(seat) % 4))
        free--
      }
    }
    return { version, free: areas.reduce((sum, places) => sum + places, free), bits, areas }
  }

  return {
    recent(performanceId) {
      const reading = readings.get(performanceId)
      if (!reading) return begin(performanceId)
      const old = reading.doneAt !== undefined && performance.now() - reading.doneAt > RECENT_MS
      return old ? begin(performanceId) : reading.begun
    },
    now(performanceId) {
      const reading = readings.get(performanceId)
      if (!reading || reading.doneAt !== undefined) return begin(performanceId)
      reading.next ??= reading.begun.then(
        () => begin(performanceId),
        () => begin(performanceId),
      )
      return reading.next
    },
  }
}

async function freePlaces(em: EntityManager, performanceId: string, areas: number): Promise<number[]> {
  const rows = await em.execute<{ area: number; free: number }[]>(
    'select area, sum(available)::int as free from standing_stock where performance_id = ? group by area',
    [performanceId],
  )
  return Array.from({ length: areas }, (_, area) => rows.find((row) => row.area === area)?.free ?? 0)
}

export function stateOf({ bits }: SeatStates, seat: number): number {
  return (bits[seat >> 2]! >> (2 * (seat % 4))) & 3
}

/** The seats whose states differ. */
export function changedSeats(before: SeatStates, after: SeatStates): number[] {
  const changed: number[] = []
  for (const [at, byte] of after.bits.entries()) {
    if (byte === before.bits[at]) continue
    for (let seat = at * 4; seat < at * 4 + 4; seat++)
      if (stateOf(before, seat) !== stateOf(after, seat)) changed.push(seat)
  }
  return changed
}

/** The standing areas whose free places differ. */
export function changedAreas(before: SeatStates, after: SeatStates): number[] {
  return after.areas.flatMap((free, area) => (free === before.areas[area] ? [] : [area]))
}

export function toSeatStatus(performanceId: string, seats: number, states: SeatStates): SeatStatus {
  const { version, free, bits, areas } = states
  return { performanceId, version, seats, free, states: Buffer.from(bits).toString('base64'), areas }
}
