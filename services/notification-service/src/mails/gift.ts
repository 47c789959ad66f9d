import type { GiftForMail } from '@tiketi/contracts/gift'
import type { Locale } from '@tiketi/contracts/schema'
import type { GiftMailKind } from '../mail.ts'
import type { Composed } from './layout.ts'
import { ticketPlace } from './place-names.ts'
import { moment } from './words.ts'

interface GiftMail {
  locale: Locale
  /** The giver's name. */
  giver: string
  gift: GiftForMail
  url: string
}

type Said = Pick<Composed, 'subject' | 'greeting' | 'paragraphs' | 'closing'> & { button: string }

/** What became of a ticket that somebody gives to a friend. */
export function giftMail(kind: GiftMailKind, { locale, giver, gift, url }: GiftMail): Composed {
  const title = gift.title[locale]
  const until = moment(gift.deadline, locale, gift.timeZone)
  const { button, ...said } = (locale === 'ko' ? korean : english)[kind]({ giver, title, until })
  const when = moment(gift.startsAt, locale, gift.timeZone)
  const place = ticketPlace(gift.place, locale)
  return {
    ...said,
    facts:
      locale === 'ko'
        ? [
            ['공연', title],
            ['일시', when],
            ['장소', gift.venue.ko],
            ['좌석', place],
          ]
        : [
            ['Event', title],
            ['When', when],
            ['Where', gift.venue.en],
            ['Place', place],
          ],
    button: { label: button, url },
  }
}

type Say = (of: { giver: string; title: string; until: string }) => Said

const korean: Record<GiftMailKind, Say> = {
  'gift-offered': ({ giver, title, until }) => ({
    subject: `${giver}님이 티켓을 보냈어요: ${title}`,
    greeting: `${giver}님이 티켓 한 장을 선물했어요.`,
    paragraphs: [
      `${until}까지 로그인해서 받아 주세요. 링크를 가진 사람은 누구나 받을 수 있으니 다른 사람에게 보내지 마세요.`,
      '모르는 사람이 보냈다면 이 메일을 지워 주세요. 아무 일도 일어나지 않아요.',
    ],
    button: '티켓 받기',
    closing: '공연장에서 만나요.',
  }),
  'gift-accepted': ({ giver, title }) => ({
    subject: `친구가 티켓을 받았어요: ${title}`,
    greeting: `${giver}님, 선물한 티켓을 친구가 받았어요.`,
    paragraphs: ['이제 이 티켓의 QR 코드는 친구에게만 보여요. 환불하려면 친구가 먼저 돌려줘야 해요.'],
    button: '예매 보기',
    closing: '좋은 선물이 될 거예요.',
  }),
  'gift-received': ({ giver, title }) => ({
    subject: `티켓이 생겼어요: ${title}`,
    greeting: `${giver}님이 선물한 티켓을 받았어요.`,
    paragraphs: ['입장할 때 쓰는 QR 코드는 아래에서 볼 수 있어요. 갈 수 없게 되면 같은 화면에서 돌려줄 수 있어요.'],
    button: '티켓 보기',
    closing: '공연장에서 만나요.',
  }),
  'gift-lapsed': ({ giver, title }) => ({
    subject: `티켓 선물이 끝났어요: ${title}`,
    greeting: `${giver}님, 기한 안에 아무도 티켓을 받지 않았어요.`,
    paragraphs: ['티켓은 그대로 있어요. 보낸 링크는 이제 쓸 수 없어요.'],
    button: '예매 보기',
    closing: '다시 선물할 수 있어요.',
  }),
  'gift-returned': ({ giver, title }) => ({
    subject: `친구가 티켓을 돌려줬어요: ${title}`,
    greeting: `${giver}님, 선물한 티켓이 돌아왔어요.`,
    paragraphs: ['새 QR 코드가 예매 내역에 있어요. 직접 쓰거나, 다시 선물하거나, 취소할 수 있어요.'],
    button: '예매 보기',
    closing: '공연장에서 만나요.',
  }),
  'gift-void': ({ giver, title }) => ({
    subject: `공연이 취소됐어요: ${title}`,
    greeting: `${giver}님에게 받은 티켓의 공연이 취소됐어요.`,
    paragraphs: ['티켓은 이제 쓸 수 없어요. 돈은 티켓을 산 분께 돌아가요.'],
    button: '티켓 보기',
    closing: '다른 공연에서 다시 만나요.',
  }),
}

const english: Record<GiftMailKind, Say> = {
  'gift-offered': ({ giver, title, until }) => ({
    subject: `${giver} sends you a ticket: ${title}`,
    greeting: `${giver} has a ticket for you.`,
    paragraphs: [
      `Log in and accept it until ${until}. Whoever has the link can, so keep it to yourself.`,
      'If you do not know the sender, delete this mail, and nothing happens.',
    ],
    button: 'Accept the ticket',
    closing: 'See you there.',
  }),
  'gift-accepted': ({ giver, title }) => ({
    subject: `Your friend has the ticket: ${title}`,
    greeting: `${giver}, your friend accepted the ticket.`,
    paragraphs: [
      'Only they see its QR code now. If you want the money back, they must give the ticket back to you first.',
    ],
    button: 'Show the order',
    closing: 'A fine present.',
  }),
  'gift-received': ({ giver, title }) => ({
    subject: `You have a ticket: ${title}`,
    greeting: `The ticket from ${giver} is yours.`,
    paragraphs: ['Its QR code for the entrance is on its page. If you cannot go, give it back there.'],
    button: 'Show my ticket',
    closing: 'See you there.',
  }),
  'gift-lapsed': ({ giver, title }) => ({
    subject: `Nobody took your ticket: ${title}`,
    greeting: `${giver}, nobody accepted the ticket in time.`,
    paragraphs: ['You still have it. The link that you sent is worth nothing any more.'],
    button: 'Show the order',
    closing: 'You can offer it again.',
  }),
  'gift-returned': ({ giver, title }) => ({
    subject: `Your friend gave the ticket back: ${title}`,
    greeting: `${giver}, the ticket that you gave away is yours again.`,
    paragraphs: ['It has a new QR code. Use it, offer it to somebody else, or cancel it.'],
    button: 'Show the order',
    closing: 'See you there.',
  }),
  'gift-void': ({ giver, title }) => ({
    subject: `Cancelled: ${title}`,
    greeting: `The event that ${giver} gave you a ticket for was cancelled.`,
    paragraphs: ['The ticket is worth nothing any more. The money goes back to whoever bought it.'],
    button: 'Show the ticket',
    closing: 'See you at another event.',
  }),
}
