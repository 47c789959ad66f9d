import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventPage } from '@tiketi/contracts/event'
import { hoursFromNow, performanceOf, type Someone, stage } from './stage.ts'

const listUrl = '/api/event/events'

async function list(buyer: Someone, query: string): Promise<EventPage> {
  const { status, body } = await buyer.get(`${listUrl}?${query}`)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body
}

/** All pages, one after another, with something done between them. */
async function readAll(
  buyer: Someone,
  query: string,
  between: () => Promise<unknown> = async () => {},
): Promise<string[]> {
  const titles: string[] = []
  let page = await list(buyer, query)
  for (;;) {
    titles.push(...page.events.map(({ title }) => title.en))
    if (page.next === null) return titles
    await between()
    page = await list(buyer, `${query}&cursor=${page.next}`)
  }
}

interface Published {
  opensIn?: number
  startsIn?: number
}

/** An organiser with one plan who publishes events under names. */
async function publisher(organiser: Someone) {
  const { id: planId } = await organiser.plan()
  return (en: string, { opensIn = -1, startsIn = 240 }: Published = {}) => {
    const performance = performanceOf(planId, startsIn)
    performance.onSale.opensAt = hoursFromNow(opensIn)
    return organiser.published({ title: { ko: en, en }, performances: [performance] })
  }
}

test('pages by date give each event once, also while others are inserted before and behind', async (t) => {
  const { someone } = await stage(t)
  const buyer = await someone('buyer')
  const publish = await publisher(await someone('organiser'))
  const names = ['A', 'B', 'C', 'D', 'E']
  for (const [at, name] of names.entries()) await publish(name, { startsIn: 100 + at * 10 })
  let inserted = 0
  const read = await readAll(buyer, 'limit=2', async () => {
    await publish(`before ${++inserted}`, { startsIn: 50 + inserted })
    if (inserted === 1) await publish('behind', { startsIn: 1_000 })
  })
  assert.deepEqual(read, [...names, 'behind'])
})

test('events that start at the same time are not lost between pages', async (t) => {
  const { admin, someone } = await stage(t)
  const buyer = await someone('buyer')
  const publish = await publisher(await someone('organiser'))
  for (const name of ['A', 'B', 'C', 'D', 'E']) await publish(name)
  await admin.execute(`update event.event set first_starts_at = now() + interval '9 days 1.2345 s'`)
  assert.deepEqual((await readAll(buyer, 'limit=2')).toSorted(), ['A', 'B', 'C', 'D', 'E'])
})

test('by opening: the next to open first, then what opened last; a sale that opens meanwhile keeps its place', async (t) => {
  const { admin, someone } = await stage(t)
  const buyer = await someone('buyer')
  const publish = await publisher(await someone('organiser'))
  await publish('open for days', { opensIn: -50 })
  await publish('opens tomorrow', { opensIn: 24 })
  await publish('opened just now', { opensIn: -0.1 })
  await publish('opens in a minute', { opensIn: 1 / 60 })
  const order = ['opens in a minute', 'opens tomorrow', 'opened just now', 'open for days']
  assert.deepEqual(await readAll(buyer, 'sort=opening&limit=1'), order)

  const first = await list(buyer, 'sort=opening&limit=1')
  const asOf = 'to_timestamp(extract(epoch from now()))'
  const opened = `update event.event set sale_opens_at = ${asOf} where title->>'en' = 'opens in a minute'`
  await admin.execute(opened)
  const second = await list(buyer, `sort=opening&limit=1&cursor=${first.next}`)
  assert.equal(second.events[0]?.title.en, 'opens tomorrow')
})

test('drafts, cancelled events and those that are over are not listed; a category lists its own', async (t) => {
  const { admin, someone } = await stage(t)
  const organiser = await someone('organiser')
  const buyer = await someone('buyer')
  await organiser.draft({ title: { ko: '초안', en: 'Draft' } })
  const cancelled = await organiser.published({ title: { ko: '취소', en: 'Cancelled' } })
  await organiser.post(`/api/event/organiser/events/${cancelled.id}/cancel`, { version: cancelled.version })
  const over = await organiser.published({ title: { ko: '끝', en: 'Over' } })
  await admin.execute(`update event.event set last_starts_at = now() - interval '1 s' where id = ?`, [over.id])
  await organiser.published({ title: { ko: '음악회', en: 'Recital' }, category: 'classical' })
  await organiser.published({ title: { ko: '공연', en: 'Show' } })
  assert.deepEqual((await readAll(buyer, '')).toSorted(), ['Recital', 'Show'])
  assert.deepEqual(await readAll(buyer, 'category=classical'), ['Recital'])
  assert.deepEqual(await readAll(buyer, 'category=sport'), [])
})

test('a cursor that was tampered with, or was given for another listing, is a 400', async (t) => {
  const { someone } = await stage(t)
  const buyer = await someone('buyer')
  const publish = await publisher(await someone('organiser'))
  for (const name of ['A', 'B', 'C']) await publish(name)
  const { next } = await list(buyer, 'limit=1')
  const middle = next!.length >> 1
  const tampered = next!.slice(0, middle) + (next![middle] === 'A' ? 'B' : 'A') + next!.slice(middle + 1)
  const refused = [
    `cursor=${tampered}`,
    `cursor=${next!.slice(0, -1)}`,
    `cursor=${next}x`,
    'cursor=bm90aGluZw',
    'cursor=',
    `cursor=${next}&sort=opening`,
    `cursor=${next}&category=sport`,
    `cursor=${next}&q=A`,
  ]
  for (const query of refused) {
    const { status, body } = await buyer.get(`${listUrl}?${query}`)
    assert.deepEqual([status, body.fields[0].path], [400, 'querystring.cursor'], query)
  }
  assert.equal((await list(buyer, `cursor=${next}&limit=3`)).events.length, 2)
  for (const query of ['limit=51', 'limit=0', 'limit=x', 'sort=price', 'category=opera', 'q=', 'colour=red'])
    assert.equal((await buyer.get(`${listUrl}?${query}`)).status, 400, query)
})
