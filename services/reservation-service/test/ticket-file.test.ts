import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { printTickets } from '../src/print-tickets.ts'
import type { PrintedTicket } from '../src/printed-words.ts'
import { bought } from './bought.ts'

const JPEG = Buffer.from(
  `/9j/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06k
bl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAgABgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAA
AAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAAAAMF/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQAC
EQMRAD8AjARaIAAAAAD/2Q==`,
  'base64',
)

const ticket: PrintedTicket = {
  title: { ko: '뷁쉙 정원', en: 'Garden of Stars' },
  venue: { ko: '한빛 아트홀', en: 'Hanbit Art Hall' },
  address: { ko: '서울 마포구', en: 'Mapo-gu, Seoul' },
  startsAt: new Date('2030-05-01T10:00:00.000Z'),
  timeZone: 'Asia/Seoul',
  orderNumber: 'K7M2-94QX',
  section: { ko: 'A구역', en: 'Block A' },
  row: '1',
  number: 4,
  grade: 'VIP',
  entranceNumber: null,
  code: `T1.${'A'.repeat(46)}`,
}

/** What a reader of the file knows without drawing it. */
function read(pdf: Buffer) {
  const raw = pdf.toString('latin1')
  const streams = [...raw.matchAll(/\/FlateDecode[\s\S]*?stream\n([\s\S]*?)\nendstream/g)].flatMap(([, bytes]) => {
    try {
      return [inflateSync(Buffer.from(bytes!, 'latin1')).toString('latin1')]
    } catch {
      return []
    }
  })
  // Which characters the glyphs of each font stand for (PDF 32000-1, §9.10.3).
  const maps = streams.filter((stream) => stream.includes('beginbfrange'))
  const characters = maps.flatMap((map) =>
    [...map.matchAll(/<([0-9a-f]{4})>(?=[ \]])/gi)].map(([, hex]) => String.fromCharCode(Number.parseInt(hex!, 16))),
  )
  return {
    pages: [...raw.matchAll(/\/Type \/Page\b(?!s)/g)].length,
    fonts: new Set([...raw.matchAll(/\/BaseFont \/(\S+)/g)].map(([, name]) => name!)),
    embedded: [...raw.matchAll(/\/FontFile2 /g)].length,
    pictures: [...raw.matchAll(/\/Subtype \/Image/g)].length,
    characters: new Set(characters),
    language: /\/Lang \((\w+)\)/.exec(raw)?.[1],
  }
}

test('a printed ticket has its poster and the letters that it shows inside, in Korean too, and stays small', async () => {
  for (const locale of ['ko', 'en'] as const) {
    const pdf = await printTickets({ title: ticket.title[locale], locale, tickets: [ticket, ticket], poster: JPEG })
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
    const { pages, fonts, embedded, pictures, characters, language } = read(pdf)
    assert.deepEqual([pages, embedded, pictures, language], [2, 2, 1, locale])
    for (const font of fonts) assert.match(font, /^[A-Z]{6}\+NanumGothic/, 'a part of the font')
    for (const letter of ticket.title[locale].replaceAll(' ', '')) assert.ok(characters.has(letter), letter)
    assert.ok(pdf.length < 120_000, `${pdf.length} bytes`)
  }
  const standing = { ...ticket, row: null, number: null, entranceNumber: 12 }
  assert.equal(read(await printTickets({ title: 'x', locale: 'ko', tickets: [standing], poster: null })).pictures, 0)
})

test('a file has the tickets that somebody has, a page each, though there is no poster; nobody else gets it', async (t) => {
  const all = await bought(t)
  const file = `${all.url}/tickets.pdf`
  const { status, body, headers } = await all.buyer.get(`${file}?locale=en`)
  assert.deepEqual(
    [status, headers['content-type'], headers['cache-control']],
    [200, 'application/pdf', 'private, no-store'],
  )
  assert.match(String(body), /^%PDF-/)
  assert.equal([...String(body).matchAll(/\/Type \/Page\b(?!s)/g)].length, 3)
  await all.sql('update reservation.reservation set suspended = true')
  assert.equal((await all.buyer.get(file)).body.code, 'TICKETS_SUSPENDED')
  await all.sql('update reservation.reservation set suspended = false')
  const friend = await all.someone()
  assert.equal((await friend.get(file)).body.code, 'ORDER_UNKNOWN')

  const write = (who: typeof friend, path: string, sent: object) =>
    who.post(`/api/reservation${path}`, sent, { 'idempotency-key': randomUUID() })
  for (const { id } of (await all.buyer.get(all.url)).body.tickets) {
    const { body: gift } = await write(all.buyer, `/tickets/${id}/gifts`, { locale: 'en' })
    assert.equal((await friend.get(`/api/reservation/gifts/${gift.id}/ticket.pdf`)).body.code, 'GIFT_UNKNOWN')
    await write(friend, `/gifts/${gift.id}/accept`, { token: gift.token })
    assert.match(String((await friend.get(`/api/reservation/gifts/${gift.id}/ticket.pdf`)).body), /^%PDF-/)
  }
  assert.equal((await all.buyer.get(file)).body.code, 'NO_TICKETS')
})
