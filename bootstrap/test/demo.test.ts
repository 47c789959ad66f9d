import assert from 'node:assert/strict'
import test from 'node:test'
import type { Event, EventPage } from '@tiketi/contracts/event'
import type { SeatLayout } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import { seedDemo } from '../local/demo.ts'
import { wholeSystem } from './whole-system.ts'

test('the demo shows a full house of events, one of which goes on sale within a minute, and is put in once', async (t) => {
  const system = await wholeSystem(t)
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the test expects of it
  const ask = async (path: string): Promise<any> => (await fetch(system.url + path)).json()
  const before = Date.now()
  const logIns = await seedDemo(system)
  const page: EventPage = await ask('/api/event/events?limit=50')

  await t.test('every kind of event is there, in Korean and English, with its poster', async () => {
    assert.ok(page.events.length >= 8)
    const categories = new Set(page.events.map(({ category }) => category))
    assert.deepEqual([...categories].toSorted(), ['classical', 'concert', 'musical', 'sport'])
    for (const { posterUrl, title } of page.events) {
      const poster = await fetch(system.url + posterUrl)
      assert.deepEqual([poster.status, poster.headers.get('content-type')], [200, 'image/svg+xml'], posterUrl)
      assert.notEqual(title.ko, title.en)
    }
    for (const q of ['벨룬', 'velune', '말러', 'mahler', '야구', 'baseball', '콘섵'])
      assert.ok((await ask(`/api/event/events?q=${encodeURIComponent(q)}`)).events.length > 0, q)
  })

  await t.test('a hall of 5,000 seats goes on sale behind a waiting room a minute after it was put in', async () => {
    const [next]: EventPage['events'] = (await ask('/api/event/events?sort=opening&limit=1')).events
    const event: Event = await ask(`/api/event/events/${next!.id}`)
    const [{ id, seats, onSale }] = event.performances as [Event['performances'][number]]
    assert.deepEqual([seats, onSale.waitingRoom, onSale.limitPerPerson], [5_000, true, 4])
    const opensIn = Date.parse(onSale.opensAt) - before
    assert.ok(opensIn > 55_000 && opensIn < 90_000, `${opensIn} ms`)
    assert.equal((await fetch(`${system.url}/api/queue/on-sales/${onSale.id}`)).status, 200)
    assert.equal((await ask(`/api/reservation/performances/${id}/seats`)).free, 5_000)
  })

  await t.test('there is a hall of 20,000 seats, and a floor to stand on', async () => {
    const events: Event[] = await Promise.all(page.events.map(({ id }) => ask(`/api/event/events/${id}`)))
    assert.equal(Math.max(...events.flatMap(({ performances }) => performances.map(({ seats }) => seats))), 20_000)
    const standing = events.find(({ grades }) => grades.some(({ code }) => code === 'ST'))
    const [{ id, seats }] = standing!.performances as [Event['performances'][number]]
    const layout = await until(
      async () => {
        const answer = await fetch(`${system.url}/api/reservation/performances/${id}/layout`)
        return answer.ok ? ((await answer.json()) as SeatLayout) : undefined
      },
      { timeoutMs: 30_000 },
    )
    assert.deepEqual([seats, layout.plan.standing?.map(({ capacity }) => capacity)], [6_400, [700, 700]])
  })

  await t.test('others are on sale without a waiting room, and one goes on sale tomorrow', async () => {
    const hoursToOpening = page.events.map(({ saleOpensAt }) => (Date.parse(saleOpensAt) - before) / 3_600_000)
    assert.ok(hoursToOpening.filter((hours) => hours < 0).length >= 5)
    assert.equal(hoursToOpening.filter((hours) => hours > 1 && hours < 39).length, 1)
  })

  await t.test('those it names can log in', async () => {
    for (const { email, password } of logIns) {
      const headers = { 'content-type': 'application/json', 'tiketi-csrf': '1' }
      const body = JSON.stringify({ email, password })
      const answer = await fetch(`${system.url}/api/auth/sessions`, { method: 'POST', headers, body })
      assert.equal(answer.status, 201, email)
    }
  })

  await t.test('the next start leaves everything as it is', async () => {
    assert.deepEqual(await seedDemo(system), logIns)
    assert.deepEqual(await ask('/api/event/events?limit=50'), page)
  })
})
