import { SEAT_STATE, type SeatDelta, type SeatStatus } from '@tiketi/contracts/reservation'
import type { Hall } from './hall.ts'

/** The state of every seat and the free places of every standing area, at a version. */
export interface SeatStates {
  version: number
  states: Uint8Array
  areas: readonly number[]
  /** Free seats of sections whose seats changed while they were out of view; their `states` are older. */
  left: Map<number, number>
}

type Packed = Pick<SeatStatus, 'version' | 'seats' | 'states' | 'areas'>

export function decodeStates({ version, seats, states, areas }: Packed): SeatStates {
  const unpacked = new Uint8Array(seats)
  unpack(states, unpacked)
  return { version, states: unpacked, areas, left: new Map() }
}

/** Two bits a seat: seat i is bits 2 * (i % 4) and up of byte i >> 2. */
function unpack(packed: string, into: Uint8Array) {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0))
  for (let seat = 0; seat < into.length; seat++) into[seat] = ((bytes[seat >> 2] ?? 0) >> (2 * (seat % 4))) & 3
}

/**
 * - `applied`: the states are now as new as the frame.
 * - `old`: the states know this already.
 * - `gap`: something between them and the frame is missing, so the whole status must be asked for.
 */
export type DeltaOutcome = 'applied' | 'old' | 'gap'

export function applyDelta(known: SeatStates, delta: SeatDelta, { sections }: Pick<Hall, 'sections'>): DeltaOutcome {
  const { since, version, changes, areas = [], left = [], sections: entered } = delta
  if (known.version < since) return 'gap'
  // What comes into view is as old as its frame, so later frames have to be told again, however new the rest is.
  if (version <= known.version && !entered) return 'old'
  for (const [section, states] of entered ?? []) {
    const { first, seats } = sections[section]!
    unpack(states, known.states.subarray(first, first + seats))
    known.left.delete(section)
  }
  for (const [seat, state] of changes) if (seat < known.states.length) known.states[seat] = state
  for (const [section, free] of left) known.left.set(section, free)
  if (areas.length > 0) known.areas = known.areas.map((free, area) => areas.find(([at]) => at === area)?.[1] ?? free)
  known.version = version
  return 'applied'
}

/** Free seats of each section. */
export function freeBySection({ sections }: Hall, { states, left }: Pick<SeatStates, 'states' | 'left'>): number[] {
  return sections.map(({ index, first, seats }) => {
    let free = left.get(index)
    if (free !== undefined) return free
    free = 0
    for (let seat = first; seat < first + seats; seat++) if (states[seat] === SEAT_STATE.free) free++
    return free
  })
}
