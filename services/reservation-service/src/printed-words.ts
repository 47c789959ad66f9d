import type { Locale, Text } from '@tiketi/contracts/schema'

/** A ticket as it is printed. */
export interface PrintedTicket {
  title: Text
  venue: Text
  address: Text
  startsAt: Date
  timeZone: string
  /** Of an order; a ticket that a friend gave has none that its holder knows. */
  orderNumber: string | null
  section: Text
  row: string | null
  number: number | null
  grade: string
  entranceNumber: number | null
  code: string
}

/** What stands on a ticket. */
export function printedWords(ticket: PrintedTicket, locale: Locale) {
  const { title, venue, address, orderNumber, section, row, number, grade, entranceNumber } = ticket
  const when = formatWhen(ticket, locale)
  return locale === 'ko'
    ? {
        title: title.ko,
        place:
          row === null
            ? `${section.ko} 스탠딩${entranceNumber === null ? '' : ` 입장 번호 ${entranceNumber}`}`
            : `${section.ko} ${row}열 ${number}번`,
        facts: [
          ['일시', when],
          ['장소', `${venue.ko}, ${address.ko}`],
          ['등급', grade],
          ...(orderNumber ? [['예매 번호', orderNumber] as const] : []),
        ] as const,
        note: '이 QR 코드를 입장할 때 보여 주세요. 티켓을 선물하거나 취소하면 이 종이는 쓸 수 없어요.',
      }
    : {
        title: title.en,
        place:
          row === null
            ? `${section.en}, standing${entranceNumber === null ? '' : `, entrance ${entranceNumber}`}`
            : `${section.en}, row ${row}, seat ${number}`,
        facts: [
          ['When', when],
          ['Where', `${venue.en}, ${address.en}`],
          ['Grade', grade],
          ...(orderNumber ? [['Order', orderNumber] as const] : []),
        ] as const,
        note: 'Show this QR code at the entrance. If the ticket is given away or cancelled, this paper opens no door.',
      }
}

/** On the venue's clock. */
function formatWhen({ startsAt, timeZone }: PrintedTicket, locale: Locale): string {
  const day = new Intl.DateTimeFormat(locale, {
    timeZone,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'short',
  }).format(startsAt)
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(startsAt)
  return `${day} ${time}`
}
