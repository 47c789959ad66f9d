import type { Places } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'
import type { Performance } from './performance.ts'
import type { Reservation } from './reservation.ts'

/** Seats, and for each standing place its area and the stock row that it came from. */
export type TakenPlaces = Pick<Reservation, 'seats' | 'areas' | 'shards'>

/** As a reservation keeps them: prices first of the seats, then of the standing places. */
export type HeldPlaces = TakenPlaces & Pick<Reservation, 'pricesWon'>

/**
 * What stays of a hold, and what goes: those of the seats that it has, and the standing places that came last.
 *
 * @throws Refusal 409 PLACES_NOT_HELD when it has fewer standing places than are to go.
 */
export function splitPlaces(held: HeldPlaces, drop: Required<Places>): { kept: HeldPlaces; dropped: HeldPlaces } {
  const due = new Map(drop.standing.map(({ area, places }) => [area, places]))
  const placeGoes = held.areas
    .toReversed()
    .map((area) => {
      const left = due.get(area) ?? 0
      due.set(area, Math.max(0, left - 1))
      return left > 0
    })
    .reverse()
  const areas = [...due].flatMap(([area, left]) => (left > 0 ? [area] : []))
  if (areas.length > 0)
    throw new Refusal('PLACES_NOT_HELD', 409, 'You hold fewer places there. Please look again.', { areas })
  const seatGoes = held.seats.map((seat) => drop.seats.includes(seat))
  const goes = [...seatGoes, ...placeGoes]
  const those = (which: boolean) => ({
    seats: held.seats.filter((_, at) => seatGoes[at] === which),
    areas: held.areas.filter((_, at) => placeGoes[at] === which),
    shards: held.shards.filter((_, at) => placeGoes[at] === which),
    pricesWon: held.pricesWon.filter((_, at) => goes[at] === which),
  })
  return { kept: those(false), dropped: those(true) }
}

/**
 * Adds places at the prices of now; `areas` and `shards` are those of before, since nobody knows yet from which stock rows
 * the others come.
 */
export function withMore(held: HeldPlaces, more: Required<Places>, performance: Performance): HeldPlaces {
  const morePrices = performance.pricesOf(more.seats)
  const priceOf = new Map([
    ...held.seats.map((seat, at) => [seat, held.pricesWon[at]!] as const),
    ...more.seats.map((seat, at) => [seat, morePrices[at]!] as const),
  ])
  const seats = [...priceOf.keys()].sort((a, b) => a - b)
  return {
    seats,
    areas: held.areas,
    shards: held.shards,
    pricesWon: [
      ...seats.map((seat) => priceOf.get(seat)!),
      ...held.pricesWon.slice(held.seats.length),
      ...performance.standingPricesOf(more.standing),
    ],
  }
}
