import type { Locale } from '@tiketi/contracts/schema'
import { formatOrderNumber } from './order-number.ts'
import type { PlacedOrder } from './read-order.ts'

/**
 * An order as an iCalendar file (RFC 5545). Times are in UTC, which every calendar shows in its reader's zone; there is no
 * end, since nobody knows when the last encore is over.
 */
export function toCalendar({ reservation, performance }: PlacedOrder, locale: Locale): string {
  const { title, venue, startsAt } = performance
  const labels = reservation.labels(performance)
  const seats = labels.seats.map(({ section, row, number }) =>
    locale === 'ko' ? `${section.ko} ${row}열 ${number}번` : `${section.en}, row ${row}, seat ${number}`,
  )
  const standing = labels.standing.map(({ name, places }) =>
    locale === 'ko' ? `${name.ko} ${places}명` : `${name.en}, ${places} standing`,
  )
  const number = formatOrderNumber(reservation.orderNumber!)
  const description = [locale === 'ko' ? `예매번호 ${number}` : `Order ${number}`, ...seats, ...standing].join('\n')
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Tiketi//Tickets//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${reservation.id}@tiketi.com`,
    `DTSTAMP:${utc(reservation.orderedAt!)}`,
    `DTSTART:${utc(startsAt)}`,
    `SUMMARY:${escaped(title[locale])}`,
    `LOCATION:${escaped(`${venue.name[locale]}, ${venue.address[locale]}`)}`,
    `DESCRIPTION:${escaped(description)}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${fold(line)}\r\n`).join('')
}

/** `20261224T100000Z` (§3.3.5, form 2). */
function utc(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

/** §3.3.11 */
function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, '\\$&').replaceAll(/\r\n|\r|\n/g, '\\n')
}

/** No line is longer than 75 octets; a character is never cut (§3.1). */
function fold(line: string): string {
  let folded = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > 75) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return folded
}
