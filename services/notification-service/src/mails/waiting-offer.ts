import type { Contact } from '@tiketi/contracts/auth'
import type { OfferForMail } from '@tiketi/contracts/waiting'
import type { Composed } from './layout.ts'
import { seatName, standingName } from './place-names.ts'
import { moment, won } from './words.ts'

/** Places have come free for somebody on a waiting list, and are kept until the deadline. */
export function waitingOfferMail(
  { locale, name }: Contact,
  { offer, url }: { offer: NonNullable<OfferForMail['offer']>; url: string },
): Composed {
  const title = offer.title[locale]
  const when = moment(offer.startsAt, locale, offer.timeZone)
  const until = moment(offer.deadline, locale, offer.timeZone)
  const places = [
    ...offer.seats.map((seat) => seatName(seat, locale)),
    ...offer.standing.map((standing) => standingName(standing, locale)),
  ].join('\n')
  return locale === 'ko'
    ? {
        subject: `기다리던 자리가 났어요: ${title}`,
        greeting: `${name}님, 차례가 왔어요.`,
        paragraphs: [
          `${until}까지 이 자리를 지켜 드려요. 그때까지 답이 없으면 다음 분께 넘어가요. 마음에 들지 않으면 넘기고 계속 기다릴 수 있어요.`,
        ],
        facts: [
          ['공연', title],
          ['일시', when],
          ['장소', offer.venue.ko],
          ['자리', places],
          ['가격', won(offer.totalWon)],
          ['기한', until],
        ],
        button: { label: '자리 보기', url },
        closing: '로그인하면 바로 예매할 수 있어요.',
      }
    : {
        subject: `Places for you: ${title}`,
        greeting: `${name}, it is your turn.`,
        paragraphs: [
          `We keep these places for you until ${until}. Without an answer they go to the next person then. If you do not want them, pass them on and keep waiting.`,
        ],
        facts: [
          ['Event', title],
          ['When', when],
          ['Where', offer.venue.en],
          ['Places', places],
          ['Price', won(offer.totalWon)],
          ['Until', until],
        ],
        button: { label: 'Show my places', url },
        closing: 'Sign in and you can book them at once.',
      }
}
