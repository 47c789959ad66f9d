/** A place that may be offered: a seat by its index, or a place in a standing area. */
export interface OfferablePlace {
  id: number
  seat: number | null
  area: number | null
  declinedBy: string[]
}

/**
 * So many of the places as lie closest together: seats nearest by index, else standing places of one area. Seats and
 * standing places are never mixed.
 *
 * @param places seats in the order of their indexes.
 */
export function choosePlaces(places: OfferablePlace[], count: number): OfferablePlace[] | undefined {
  const seats = places.filter(({ seat }) => seat !== null)
  const rows = seats.flatMap((_, at) => (at + count <= seats.length ? [seats.slice(at, at + count)] : []))
  const span = (row: OfferablePlace[]) => row.at(-1)!.seat! - row[0]!.seat!
  const closest = rows.toSorted((a, b) => span(a) - span(b))[0]
  if (closest) return closest
  const areas = Map.groupBy(
    places.filter(({ area }) => area !== null),
    ({ area }) => area,
  )
  return [...areas.values()].find((standing) => standing.length >= count)?.slice(0, count)
}
