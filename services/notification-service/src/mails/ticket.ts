import type { Contact } from '@tiketi/contracts/auth'
import type { OrderForMail } from '@tiketi/contracts/reservation'
import type { Composed } from './layout.ts'
import { seatName, standingName } from './place-names.ts'
import { moment, won } from './words.ts'

export function ticketMail({ locale, name }: Contact, order: OrderForMail, url: string): Composed {
  const title = order.title[locale]
  const when = moment(order.startsAt, locale, order.timeZone)
  const seats = [
    ...order.seatLabels.map((seat) => seatName(seat, locale)),
    ...order.standing.map((places) => standingName(places, locale)),
  ].join('\n')
  return locale === 'ko'
    ? {
        subject: `예매가 끝났어요: ${title}`,
        greeting: `${name}님, 자리를 잡았어요.`,
        paragraphs: ['입장할 때 쓰는 QR 코드는 예매 내역에 있어요. 메일은 전달될 수 있어서 여기에는 넣지 않았어요.'],
        facts: [
          ['예매 번호', order.number],
          ['공연', title],
          ['일시', when],
          ['장소', order.venue.ko],
          ['좌석', seats],
          ['결제 금액', won(order.totalWon)],
        ],
        button: { label: '티켓 보기', url },
        closing: '공연장에서 만나요.',
      }
    : {
        subject: `Your tickets: ${title}`,
        greeting: `${name}, the seats are yours.`,
        paragraphs: [
          'The QR codes for the entrance are on your order page. Mails get forwarded, so they are not in here.',
        ],
        facts: [
          ['Order', order.number],
          ['Event', title],
          ['When', when],
          ['Where', order.venue.en],
          ['Seats', seats],
          ['Paid', won(order.totalWon)],
        ],
        button: { label: 'Show my tickets', url },
        closing: 'See you there.',
      }
}
