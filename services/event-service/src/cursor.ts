import { createHash } from 'node:crypto'
import { Refusal } from '@tiketi/kit/refusal'

/**
 * A place in a list, for the client to bring back. It goes with the list it was given for and gives no right to anything,
 * so its sum is against accidents and mixing, not against forgery.
 *
 * @param list which list, with all that decides what is in it.
 */
export function writeCursor(list: string, place: (string | number)[]): string {
  const text = JSON.stringify(place)
  return Buffer.from(text + sumOf(list, text)).toString('base64url')
}

/** @throws Refusal 400 INVALID when the list never gave this cursor. */
export function readCursor<Place extends (string | number)[]>(list: string, cursor: string): Place {
  const bytes = Buffer.from(cursor, 'base64url')
  const text = bytes.toString()
  const [place, sum] = [text.slice(0, -SUM_LENGTH), text.slice(-SUM_LENGTH)]
  if (sum !== sumOf(list, place) || bytes.toString('base64url') !== cursor)
    throw new Refusal('INVALID', 400, 'Something in the request is missing or wrong.', {
      fields: [{ path: 'querystring.cursor', message: 'was not given for this list' }],
    })
  return JSON.parse(place)
}

const SUM_LENGTH = 12

function sumOf(list: string, place: string): string {
  return createHash('sha256')
    .update(JSON.stringify([list, place]))
    .digest('base64url')
    .slice(0, SUM_LENGTH)
}
