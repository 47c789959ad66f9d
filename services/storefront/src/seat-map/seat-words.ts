import { SEAT_STATE } from '@tiketi/contracts/reservation'
import { formatWon } from '../language/format.ts'
import { say, words } from '../language/language.ts'
import { describeSeat, type Hall } from './hall.ts'

/** `1층 가구역 3열 12번` */
export function seatName(hall: Hall, seat: number): string {
  const { section, row, number } = describeSeat(hall, seat)
  return words.value.seats.name(say(section), row, number)
}

/** Seats of one row as `1층 가구역 3열 12, 13번`; others one after another. */
export function seatNames(hall: Hall, seats: readonly number[]): string {
  const [first] = seats
  if (first === undefined) return ''
  const sameRow = seats.every((seat) => hall.rowOf[seat] === hall.rowOf[first])
  if (!sameRow) return seats.map((seat) => seatName(hall, seat)).join(', ')
  const { section, row } = describeSeat(hall, first)
  const numbers = seats.map((seat) => describeSeat(hall, seat).number)
  return words.value.seats.names(say(section), row, numbers)
}

export function areaName(hall: Hall, area: number): string {
  return say(hall.areas[area]!.name)
}

/** All that a buyer who cannot see the map needs to know of a standing area. */
export function areaSentence(hall: Hall, area: number, left: number, wanted: number): string {
  const w = words.value.seats
  const { grade, priceWon } = hall.areas[area]!
  const parts = [
    areaName(hall, area),
    w.standing,
    say(hall.grades[grade]!.name),
    formatWon(priceWon),
    w.placesLeft(left),
  ]
  return [...parts, ...(wanted > 0 ? [w.standingWanted(wanted)] : [])].join(', ')
}

/** All that a buyer who cannot see the map needs to know of a seat. */
export function seatSentence(hall: Hall, seat: number, states: Uint8Array, chosen: ReadonlySet<number>): string {
  const w = words.value.seats
  const { grade, priceWon, accessible } = describeSeat(hall, seat)
  const state = chosen.has(seat)
    ? w.chosen
    : states[seat] === SEAT_STATE.free
      ? w.free
      : states[seat] === SEAT_STATE.held
        ? w.held
        : w.sold
  const parts = [seatName(hall, seat), say(grade), formatWon(priceWon), accessible ? w.accessible : '', state]
  return parts.filter(Boolean).join(', ')
}
