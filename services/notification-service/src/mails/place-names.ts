import type { GiftForMail } from '@tiketi/contracts/gift'
import type { SeatLabel, StandingLabel } from '@tiketi/contracts/reservation'
import type { Locale } from '@tiketi/contracts/schema'

export function seatName(
  { section, row, number, grade }: Omit<SeatLabel, 'seat' | 'priceWon'>,
  locale: Locale,
): string {
  return locale === 'ko'
    ? `${section.ko} ${row}열 ${number}번 (${grade})`
    : `${section.en}, row ${row}, seat ${number} (${grade})`
}

/** Places to stand, with their entrance numbers once they have some. */
export function standingName(
  { name, places, grade, entranceNumbers = [] }: StandingLabel & { entranceNumbers?: number[] },
  locale: Locale,
): string {
  const numbers = entranceNumbers.join(', ')
  return locale === 'ko'
    ? `${name.ko} ${places}명 (${grade})${numbers && `, 입장 번호 ${numbers}`}`
    : `${name.en}, ${places} standing (${grade})${numbers && `, entrance ${numbers}`}`
}

/** The place of one ticket. */
export function ticketPlace(
  { section, row, number, grade, entranceNumber }: GiftForMail['place'],
  locale: Locale,
): string {
  if (row !== null && number !== null) return seatName({ section, row, number, grade }, locale)
  const entrance = locale === 'ko' ? `, 입장 번호 ${entranceNumber}` : `, entrance ${entranceNumber}`
  return `${locale === 'ko' ? `${section.ko} 스탠딩` : `${section.en}, standing`} (${grade})${entranceNumber === null ? '' : entrance}`
}
