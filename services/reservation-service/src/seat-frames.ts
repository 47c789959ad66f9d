import { SEAT_STATE, type SeatDelta } from '@tiketi/contracts/reservation'
import type { SeatingPlan } from '@tiketi/contracts/seating'
import { type SeatStates, stateOf } from './seat-states.ts'

/** The first seat of each section, and at the end the number of seats. */
export type SectionStarts = readonly number[]

export function sectionStarts({ sections }: SeatingPlan): SectionStarts {
  const starts = [0]
  for (const { rows } of sections) starts.push(rows.reduce((sum, { seats }) => sum + seats, starts.at(-1)!))
  return starts
}

/** What changed between two versions: which seats and standing areas to look at. */
export interface Change {
  since: number
  version: number
  seats: ReadonlySet<number>
  areas: ReadonlySet<number>
}

/** So many changes and seats are kept for those who come back. */
const KEPT_CHANGES = 400
const KEPT_SEATS = 4_000

/** The latest changes without a gap between them. */
export class RecentChanges {
  readonly #changes: Change[] = []
  #seats = 0

  add(change: Change): void {
    const last = this.#changes.at(-1)
    if (last && last.version < change.since) this.#forget(this.#changes.length)
    this.#changes.push(change)
    this.#seats += change.seats.size
    while (this.#changes.length > KEPT_CHANGES || this.#seats > KEPT_SEATS) this.#forget(1)
  }

  /** All that changed after a version, as one; undefined when that is not known any more. */
  after(since: number): Change | undefined {
    const last = this.#changes.at(-1)
    if (!last || this.#changes[0]!.since > since || last.version <= since) return undefined
    const missed = this.#changes.filter(({ version }) => version > since)
    return {
      since,
      version: last.version,
      seats: new Set(missed.flatMap(({ seats }) => [...seats])),
      areas: new Set(missed.flatMap(({ areas }) => [...areas])),
    }
  }

  #forget(changes: number) {
    for (const { seats } of this.#changes.splice(0, changes)) this.#seats -= seats.size
  }
}

/**
 * A change as those see it who look at `view`: seats of its sections one by one, other sections by their free seats.
 * Without a view, all seats.
 */
export function frameFor(
  { since, version, seats, areas }: Change,
  { states, starts, view }: { states: SeatStates; starts: SectionStarts; view: ReadonlySet<number> | undefined },
): SeatDelta {
  const changes: [number, number][] = []
  const others = new Set<number>()
  for (const seat of seats) {
    const section = view && sectionOf(starts, seat)
    if (section === undefined || view!.has(section)) changes.push([seat, stateOf(states, seat)])
    else others.add(section)
  }
  return {
    since,
    version,
    changes,
    ...(areas.size > 0 && { areas: [...areas].map((area): [number, number] => [area, states.areas[area]!]) }),
    ...(others.size > 0 && {
      left: [...others].map((section): [number, number] => [section, freeIn(states, starts, section)]),
    }),
  }
}

/** The whole state of sections that came into view. */
export function sectionsFrame(states: SeatStates, starts: SectionStarts, sections: Iterable<number>): SeatDelta {
  const { version } = states
  const whole = [...sections].map((section): [number, string] => [section, packed(states, starts, section)])
  return { since: version, version, changes: [], sections: whole }
}

function packed(states: SeatStates, starts: SectionStarts, section: number): string {
  const [first, end] = [starts[section]!, starts[section + 1]!]
  const bits = Buffer.alloc(Math.ceil((end - first) / 4))
  for (let seat = first; seat < end; seat++)
    bits[(seat - first) >> 2]! |= stateOf(states, seat) << (2 * ((seat - first) % 4))
  return bits.toString('base64')
}

function freeIn(states: SeatStates, starts: SectionStarts, section: number): number {
  let free = 0
  for (let seat = starts[section]!; seat < starts[section + 1]!; seat++)
    if (stateOf(states, seat) === SEAT_STATE.free) free++
  return free
}

function sectionOf(starts: SectionStarts, seat: number): number {
  let [low, high] = [0, starts.length - 2]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= seat) low = middle
    else high = middle - 1
  }
  return low
}
