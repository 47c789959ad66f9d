import { SEAT_STATE, type SeatDelta, type SeatStatus } from '@tiketi/contracts/reservation'
import type { Hall } from './hall.ts'

/** The state of every seat, at a version. */
export interface SeatStates {
  version: number
  states: Uint8Array
}

/** Unpacks two bits a seat: seat i is bits 2 * (i % 4) and up of byte i >> 2. */
export function decodeStates({ version, seats, states }: Pick<SeatStatus, 'version' | 'seats' | 'states'>): SeatStates {
  const bytes = Uint8Array.from(atob(states), (character) => character.charCodeAt(0))
  const unpacked = new Uint8Array(seats)
  for (let seat = 0; seat < seats; seat++) unpacked[seat] = ((bytes[seat >> 2] ?? 0) >> (2 * (seat % 4))) & 3
  return { version, states: unpacked }
}

/**
 * - `applied`: the states are now as new as the frame.
 * - `old`: the states know this already.
 * - `gap`: something between them and the frame is missing, so the whole status must be asked for.
 */
export type DeltaOutcome = 'applied' | 'old' | 'gap'

export function applyDelta(known: SeatStates, { since, version, changes }: SeatDelta): DeltaOutcome {
  if (version <= known.version) return 'old'
  if (known.version < since) return 'gap'
  for (const [seat, state] of changes) if (seat < known.states.length) known.states[seat] = state
  known.version = version
  return 'applied'
}

/** Free seats of each section. */
export function freeBySection({ sections }: Hall, states: Uint8Array): number[] {
  return sections.map(({ first, seats }) => {
    let free = 0
    for (let seat = first; seat < first + seats; seat++) if (states[seat] === SEAT_STATE.free) free++
    return free
  })
}
