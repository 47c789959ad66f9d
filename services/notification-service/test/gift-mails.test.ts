import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GiftForMail } from '@tiketi/contracts/gift'
import { layOut } from '../src/mails/layout.ts'
import { writeGiftLetter } from '../src/write-gift-letter.ts'

const gift: GiftForMail = {
  state: 'offered',
  giverId: 'giver',
  receiverId: null,
  email: 'friend@example.com',
  locale: 'ko',
  token: 'token',
  deadline: '2030-04-01T05:30:00.000Z',
  orderId: 'order',
  eventId: 'event',
  title: { ko: '별빛 정원', en: 'Garden of Stars' },
  venue: { ko: '한빛 아트홀', en: 'Hanbit Art Hall' },
  startsAt: '2030-05-01T10:00:00.000Z',
  timeZone: 'Asia/Seoul',
  place: { section: { ko: 'A구역', en: 'Block A' }, row: '1', number: 4, grade: 'VIP', entranceNumber: null },
}
const people = {
  giver: { email: 'minji@example.com', name: 'Minji', locale: 'en' },
  receiver: { email: 'jisoo@example.com', name: 'Jisoo', locale: 'ko' },
} as const

async function letter(kind: Parameters<typeof writeGiftLetter>[1]['kind'], changes: Partial<GiftForMail> = {}) {
  const contactOf = async (id: string) => people[id as keyof typeof people]
  const written = await writeGiftLetter(contactOf, {
    kind,
    id: 'gift',
    gift: { ...gift, ...changes },
    publicUrl: 'http://here',
  })
  return written && { to: written.to.email, ...layOut(written.to.locale, written.composed) }
}

test('a friend is mailed the link in the language that the giver chose, if the giver named an address', async () => {
  const mail = (await letter('gift-offered'))!
  assert.equal(mail.to, 'friend@example.com')
  for (const words of [
    'Minji님이 티켓을 보냈어요',
    'A구역 1열 4번 (VIP)',
    '4월 1일 (월) 14:30',
    'http://here/gifts/gift#token=token',
  ])
    assert.ok(`${mail.subject} ${mail.text}`.includes(words), words)
  const place = { ...gift.place, row: null, number: null, entranceNumber: 12 }
  assert.ok(
    (await letter('gift-offered', { locale: 'en', place }))!.text.includes('Block A, standing (VIP), entrance 12'),
  )
  assert.equal(await letter('gift-offered', { email: null }), undefined)
})

test('giver and receiver are each told in their own language, and only what still holds', async () => {
  for (const [kind, state, to, subject, url] of [
    ['gift-accepted', 'accepted', 'minji@example.com', 'Your friend has the ticket: Garden of Stars', 'orders/order'],
    ['gift-received', 'accepted', 'jisoo@example.com', '티켓이 생겼어요: 별빛 정원', 'gifts/gift'],
    ['gift-lapsed', 'lapsed', 'minji@example.com', 'Nobody took your ticket: Garden of Stars', 'orders/order'],
    [
      'gift-returned',
      'returned',
      'minji@example.com',
      'Your friend gave the ticket back: Garden of Stars',
      'orders/order',
    ],
    ['gift-void', 'void', 'jisoo@example.com', '공연이 취소됐어요: 별빛 정원', 'gifts/gift'],
  ] as const) {
    const mail = (await letter(kind, { state, receiverId: 'receiver', email: null }))!
    assert.deepEqual([mail.to, mail.subject], [to, subject])
    assert.ok(mail.html.includes(`href="http://here/${url}"`))
    assert.equal(await letter(kind), undefined, 'it is news no more')
  }
})
