import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { PerformanceForSale } from '@tiketi/contracts/event'
import { OrderForMail, type OrderPage } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import { Check } from 'typebox/value'
import type { Someone } from './someone.ts'
import { type Stage, stage } from './stage.ts'

/** Buys seats by the steps that a payment takes. */
async function buy(all: Stage, buyer: Someone, { id }: PerformanceForSale, seats: number[]): Promise<string> {
  const hold = await buyer.held(id, seats)
  const [paymentId, amountWon] = [randomUUID(), hold.totalWon]
  const capture = { paymentId, amountWon }
  await (await all.service('payment')).post(`/internal/reservations/${hold.id}/capture`, capture)
  const event = await all.deliver('payment.captured', { paymentId, reservationId: hold.id, amountWon })
  await until(() => all.handled(event))
  return hold.id
}

test('an order shows its number, seats and a signed code for each ticket', async (t) => {
  const all = await stage(t)
  const performance = await all.sell()
  const buyer = await all.someone()
  const id = await buy(all, buyer, performance, [20, 1])
  const { status, body, headers } = await buyer.get(`/api/reservation/orders/${id}`)
  assert.equal(status, 200)
  assert.match(body.number, /^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/)
  assert.equal(headers['cache-control'], 'private, no-store')
  assert.deepEqual([body.seats, body.totalWon, body.timeZone], [2, 297_000, 'Asia/Seoul'])
  assert.deepEqual(
    body.tickets.map(({ section, row, number }: never) => [Reflect.get(section, 'en'), row, number]),
    [
      ['Block A', '1', 2],
      ['Block B', '1', 1],
    ],
  )
  const codes = body.tickets.map(({ code }: { code: string }) => code)
  assert.equal(new Set(codes).size, 2)
  assert.ok(codes.every((code: string) => /^T1\.[\w-]{46}$/.test(code)))
  assert.deepEqual((await buyer.get(`/api/reservation/orders/${id}`)).body, body)
  // A ticket's code ends when it gets another version, and nobody without the key makes the next.
  await all.sql('update reservation.ticket set code_version = 2')
  const renewed = (await buyer.get(`/api/reservation/orders/${id}`)).body.tickets
  assert.ok(renewed.every(({ code }: { code: string }) => !codes.includes(code)))
})

test('others’ orders, holds that are not sold and unknown ids are all 404; nobody sees more without a log-in', async (t) => {
  const all = await stage(t)
  const performance = await all.sell()
  const [buyer, other] = [await all.someone(), await all.someone('organiser', 'admin')]
  const sold = await buy(all, buyer, performance, [1])
  const held = await buyer.held(performance.id, [2])
  for (const path of ['', '/calendar.ics']) {
    for (const [who, id] of [
      [other, sold],
      [buyer, held.id],
      [buyer, randomUUID()],
    ] as const) {
      const { status, body } = await who.get(`/api/reservation/orders/${id}${path}`)
      assert.deepEqual([status, body.code], [404, 'ORDER_UNKNOWN'])
    }
    assert.equal((await all.app.inject(`/api/reservation/orders/${sold}${path}`)).statusCode, 401)
  }
  assert.deepEqual((await other.get('/api/reservation/orders')).body, { orders: [], next: null })
})

test('orders come newest first, page by page, also when two were placed at the same instant', async (t) => {
  const all = await stage(t)
  const performance = await all.sell({ onSale: { limitPerPerson: 20 } })
  const buyer = await all.someone()
  await all.sql(
    `insert into reservation.reservation (id, performance_id, on_sale_id, person_id, state, seats, prices_won, total_won,
       held_at, deadline, payment_id, order_number, ordered_at)
     select gen_random_uuid(), ?, ?, ?, 'confirmed', array[n], array[1000], 1000, now(), now() + interval '1 minute',
       gen_random_uuid(), 'TEST' || lpad(n::text, 4, '0'), date_trunc('milliseconds', now()) - (n / 2) * interval '1 hour'
     from generate_series(1, 45) n`,
    [performance.id, performance.onSaleId, buyer.id],
  )
  const seen: OrderPage['orders'] = []
  let next: string | null = null
  do {
    const { body }: { body: OrderPage } = await buyer.get(
      `/api/reservation/orders${next === null ? '' : `?cursor=${next}`}`,
    )
    seen.push(...body.orders)
    next = body.next
  } while (next !== null)
  assert.equal(new Set(seen.map(({ id }) => id)).size, 45)
  const times = seen.map(({ orderedAt }) => orderedAt)
  assert.deepEqual(times, times.toSorted().toReversed())

  const forged = Buffer.from('2026-13-45T99:99:99.000Z/x').toString('base64url')
  for (const cursor of ['nonsense', forged]) {
    const { status, body } = await buyer.get(`/api/reservation/orders?cursor=${cursor}`)
    assert.deepEqual([status, body.fields[0].path], [400, 'querystring.cursor'])
  }
})

test('the calendar file holds the night in UTC, escaped and folded as calendars read it', async (t) => {
  const all = await stage(t)
  const title = { ko: '별빛 정원; 아주, 아주 긴 이름을 가진 한여름밤의 야외 음악회 \\ 앙코르', en: 'Stars, Garden; of' }
  const performance = await all.sell({ performance: { title } })
  const buyer = await all.someone()
  const id = await buy(all, buyer, performance, [1, 20])
  const { status, body, headers } = await buyer.get(`/api/reservation/orders/${id}/calendar.ics`)
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'text/calendar; charset=utf-8')
  assert.match(String(headers['content-disposition']), /^attachment; filename="tiketi-[0-9A-Z]{4}-[0-9A-Z]{4}\.ics"$/)

  const text = String(body)
  assert.ok(text.endsWith('END:VCALENDAR\r\n'))
  const physical = text.split('\r\n')
  assert.ok(physical.every((line) => Buffer.byteLength(line) <= 75 && !line.includes('\n')))
  assert.ok(physical.some((line) => line.startsWith(' ')))
  const fields = readCalendar(text)
  assert.equal(fields.DTSTART, '20300501T100000Z')
  assert.match(fields.DTSTAMP!, /^\d{8}T\d{6}Z$/)
  assert.equal(fields.SUMMARY, title.ko)
  assert.equal(fields.LOCATION, '한빛 아트홀, 서울 마포구')
  assert.match(fields.DESCRIPTION!, /^예매번호 .{9}\nA구역 1열 2번\nB구역 1열 1번$/)

  const english = await buyer.get(`/api/reservation/orders/${id}/calendar.ics?locale=en`)
  assert.equal(readCalendar(String(english.body)).SUMMARY, title.en)
  assert.equal((await buyer.get(`/api/reservation/orders/${id}/calendar.ics?locale=fr`)).status, 400)
})

test('the ticket mail and the waiting room get what they ask for, and nobody else', async (t) => {
  const all = await stage(t)
  const performance = await all.sell()
  const buyer = await all.someone()
  const id = await buy(all, buyer, performance, [1, 2])
  await (await all.someone()).held(performance.id, [5])
  const [notification, queue] = [await all.service('notification'), await all.service('queue')]

  const mail = await notification.get(`/internal/orders/${id}`)
  assert.ok(Check(OrderForMail, mail.body))
  assert.deepEqual([mail.body.personId, mail.body.seatLabels.length], [buyer.id, 2])
  assert.equal((await queue.get(`/internal/orders/${id}`)).status, 403)
  assert.equal((await notification.get(`/internal/orders/${randomUUID()}`)).status, 404)

  const url = `/internal/on-sales/${performance.onSaleId}/seats`
  const { holds, ...left } = (await queue.get(url)).body
  const grades = [
    { code: 'VIP', free: 17 },
    { code: 'R', free: 20 },
  ]
  assert.deepEqual(left, { free: 37, held: 1, sold: 2, grades })
  assert.equal(holds.failedShare, 0)
  assert.equal((await queue.get(`/internal/on-sales/${randomUUID()}/seats`)).status, 404)
})

/** The fields of the event, unfolded and unescaped (RFC 5545, §3.1 and §3.3.11). */
function readCalendar(text: string): Record<string, string> {
  const lines = text.replaceAll('\r\n ', '').split('\r\n')
  const unescaped = (value: string) =>
    value.replaceAll(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character))
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')), unescaped(line.slice(line.indexOf(':') + 1))]),
  )
}
