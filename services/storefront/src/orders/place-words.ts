import type { Refund } from '@tiketi/contracts/refund'
import { say, words } from '../language/language.ts'

/** A ticket's place in one line. */
export function placeWords({
  section,
  row,
  number,
}: Pick<Refund['places'][number], 'section' | 'row' | 'number'>): string {
  const w = words.value.orders
  return row === null || number === null ? w.standingPlace(say(section)) : w.place(say(section), row, number)
}
