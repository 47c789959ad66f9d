import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OfferForMail } from '@tiketi/contracts/waiting'
import { layOut } from '../src/mails/layout.ts'
import { waitingOfferMail } from '../src/mails/waiting-offer.ts'

const offer: NonNullable<OfferForMail['offer']> = {
  eventId: 'e',
  performanceId: 'p',
  title: { ko: '별빛 정원', en: 'Garden of Stars' },
  venue: { ko: '한빛 아트홀', en: 'Hanbit Art Hall' },
  startsAt: '2030-05-01T10:00:00.000Z',
  timeZone: 'Asia/Seoul',
  seats: [{ seat: 3, section: { ko: 'A구역', en: 'Block A' }, row: '1', number: 4, grade: 'VIP', priceWon: 165_000 }],
  standing: [{ area: 0, name: { ko: '스탠딩', en: 'Floor' }, grade: 'R', places: 2, priceWon: 99_000 }],
  totalWon: 363_000,
  deadline: '2030-04-01T05:30:00.000Z',
}

test('an offer is mailed in both languages with its places, its price and its deadline on the venue’s clock', () => {
  for (const [locale, words] of [
    [
      'ko',
      ['기다리던 자리가 났어요: 별빛 정원', 'A구역 1열 4번 (VIP)', '스탠딩 2명 (R)', '₩363,000', '4월 1일 (월) 14:30'],
    ],
    [
      'en',
      ['Places for you: Garden of Stars', 'Block A, row 1, seat 4 (VIP)', 'Floor, 2 standing (R)', '₩363,000', '14:30'],
    ],
  ] as const) {
    const composed = waitingOfferMail({ email: 'm@example.com', name: 'Minji', locale } as never, {
      offer,
      url: 'http://here',
    })
    const { subject, text, html } = layOut(locale, composed)
    for (const word of words) assert.ok(`${subject} ${text}`.includes(word), word)
    assert.ok(html.includes('href="http://here"'))
  }
})
