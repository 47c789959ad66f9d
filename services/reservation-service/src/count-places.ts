import { MOST_PLACES, type Places } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'

/**
 * How many places so many seats and these standing places, sorted by area, are together.
 *
 * @param path of the standing places in the request.
 * @throws Refusal 400 INVALID when an area is named twice, or when they are too many for one hold.
 */
export function countPlaces(seats: number, standing: NonNullable<Places['standing']>, path: string): number {
  const twice = standing.findIndex(({ area }, at) => area === standing[at + 1]?.area)
  if (twice >= 0) throw invalid(`${path}.${twice}.area`, 'must be named once')
  const places = standing.reduce((sum, { places }) => sum + places, seats)
  if (places > MOST_PLACES) throw invalid(path, `must not come to more than ${MOST_PLACES} with the seats`)
  return places
}

export function invalid(path: string, message: string): Refusal {
  return new Refusal('INVALID', 400, 'Some fields are not valid.', { fields: [{ path, message }] })
}
