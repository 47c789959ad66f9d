import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type EventDraft, OrganiserEvent } from '@tiketi/contracts/event'
import { USUAL_REFUND_POLICY } from '@tiketi/contracts/refund'
import { Check } from 'typebox/value'
import { Event } from '../src/event.ts'
import { draftOf, hoursFromNow, performanceOf, stage } from './stage.ts'

const eventsUrl = '/api/event/organiser/events'

test('every rule about an event is refused with the path of what breaks it', async (t) => {
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const { id: planId } = await organiser.plan()
  const { id: foreignId } = await (await someone('organiser')).plan()
  const first = (draft: EventDraft) => draft.performances[0]!
  const sale = (draft: EventDraft) => first(draft).onSale
  const refusals: [what: string, spoil: (draft: EventDraft) => unknown, path: string, message: RegExp][] = [
    [
      'a sale that closes first',
      (d) => (sale(d).opensAt = sale(d).closesAt),
      'performances.0.onSale.opensAt',
      /before/,
    ],
    [
      'a sale beyond the start',
      (d) => (sale(d).closesAt = hoursFromNow(241)),
      'performances.0.onSale.closesAt',
      /not be after the performance starts/,
    ],
    [
      'a day that is not',
      (d) => (first(d).startsAt = '2027-02-30T10:00:00.000Z'),
      'performances.0.startsAt',
      /no date/,
    ],
    [
      'an hour that is not',
      (d) => (sale(d).opensAt = '2027-02-20T25:00:00Z'),
      'performances.0.onSale.opensAt',
      /no date/,
    ],
    [
      'a presale that goes on when everybody may buy',
      (d) => (sale(d).presale = { opensAt: hoursFromNow(-3), closesAt: hoursFromNow(1), by: 'code' }),
      'performances.0.onSale.presale.closesAt',
      /not be after the sale opens/,
    ],
    [
      'a presale that closes first',
      (d) => (sale(d).presale = { opensAt: hoursFromNow(-2), closesAt: hoursFromNow(-3), by: 'membership' }),
      'performances.0.onSale.presale.opensAt',
      /before the presale closes/,
    ],
    ['a grade without a price', (d) => d.grades.pop(), 'performances.0.planId', /without a price: grade R$/],
    ['a price twice', (d) => d.grades.push({ ...d.grades[0]! }), 'grades.2.code', /two prices/],
    ['a price of no seat', (d) => d.grades.push({ ...d.grades[0]!, code: 'S' }), 'grades.2.code', /in no plan/],
    ['a price below the least', (d) => (d.grades[1]!.priceWon = 99), 'grades.1.priceWon', /₩100 to ₩50,000,000/],
    ['a price above the most', (d) => (d.grades[1]!.priceWon = 50_000_001), 'grades.1.priceWon', /₩100/],
    ['an unknown time zone', (d) => (d.venue.timeZone = 'Asia/Atlantis'), 'venue.timeZone', /no time zone/],
    ['an offset for a time zone', (d) => (d.venue.timeZone = '+09:00'), 'venue.timeZone', /no time zone/],
    ['no such plan', (d) => (first(d).planId = randomUUID()), 'performances.0.planId', /no seating plan of yours/],
    ["another's plan", (d) => (first(d).planId = foreignId), 'performances.0.planId', /no seating plan of yours/],
    ['a limit beyond 20', (d) => (sale(d).limitPerPerson = 21), 'performances.0.onSale.limitPerPerson', /20/],
    ['nobody admitted', (d) => (sale(d).admissionsPerSecond = 0), 'performances.0.onSale.admissionsPerSecond', /1/],
    ['no performance', (d) => (d.performances = []), 'performances', /./],
    ['an unknown field', (d) => Object.assign(d, { colour: 'red' }), 'colour', /not known/],
    ['a NUL in a title', (d) => (d.title.en = 'A\0B'), 'title.en', /cannot be kept/],
    ['a poster of no address', (d) => (d.posterUrl = 'javascript:alert(1)'), 'posterUrl', /./],
  ]
  for (const [what, spoil, path, message] of refusals) {
    const draft = draftOf(planId)
    spoil(draft)
    const { status, body } = await organiser.post(eventsUrl, draft)
    const field = body.fields?.find((field: { path: string }) => field.path === `body.${path}`)
    assert.deepEqual([status, body.code], [400, 'INVALID'], what)
    assert.match(field?.message ?? `other fields: ${JSON.stringify(body.fields)}`, message, what)
  }
  assert.deepEqual((await organiser.get(eventsUrl)).body.events, [])
})

test('a draft is replaced whole, and what comes back is what was sent', async (t) => {
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const { id: planId } = await organiser.plan()
  const sent = draftOf(planId)
  const draft = await organiser.draft(sent)
  assert.ok(Check(OrganiserEvent, draft))
  const replacement = draftOf(planId, { title: { ko: '새 제목', en: 'New title' }, performances: [20, 10].map(at) })
  function at(hours: number) {
    return performanceOf(planId, hours)
  }
  const { status, body } = await organiser.put(`${eventsUrl}/${draft.id}`, { version: 1, ...replacement })
  assert.deepEqual([status, body.version, body.status], [200, 2, 'draft'])
  const seen = (await organiser.get(`${eventsUrl}/${draft.id}`)).body
  assert.deepEqual(seen, body)
  const { id: _id, version: _version, status: _status, performances, ...content } = seen
  const { performances: wanted, ...wantedContent } = replacement
  assert.deepEqual(content, { ...wantedContent, refundPolicy: USUAL_REFUND_POLICY, gifts: true })
  const scheduled = performances.map(({ startsAt, planId, onSale: { id: _, ...onSale } }: (typeof performances)[0]) => {
    return { startsAt, planId, onSale }
  })
  assert.deepEqual(scheduled, wanted.toReversed())
})

test('of two who change the same version of a draft, one is refused and told the version', async (t) => {
  const { admin, someone } = await stage(t)
  const organiser = await someone('organiser')
  const { id: planId } = await organiser.plan()
  const unguarded = await organiser.draft()
  const seen = [admin.fork(), admin.fork()].map(async (em) => ({
    em,
    event: await em.findOneOrFail(Event, unguarded.id),
  }))
  for (const { em, event } of await Promise.all(seen)) {
    event.expectVersion(1)
    event.replace(draftOf(planId))
    await em.flush()
  }
  assert.equal((await organiser.get(`${eventsUrl}/${unguarded.id}`)).body.version, 2, 'unguarded, one change is lost')

  const { id } = await organiser.draft()
  const change = (en: string) => ({ version: 1, ...draftOf(planId, { title: { ko: '제목', en } }) })
  const answers = await Promise.all(
    ['One', 'Two', 'Three'].map((en) => organiser.put(`${eventsUrl}/${id}`, change(en))),
  )
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409, 409])
  for (const { body } of answers.filter(({ status }) => status === 409))
    assert.deepEqual([body.code, body.version], ['EVENT_CHANGED', 2])
})

test('what is published does not change in content, and is published once', async (t) => {
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const event = await organiser.published()
  const change = { version: event.version, ...draftOf(event.performances[0]!.planId) }
  const replaced = await organiser.put(`${eventsUrl}/${event.id}`, change)
  assert.deepEqual([replaced.status, replaced.body.code], [409, 'EVENT_NOT_DRAFT'])
  const again = await organiser.post(`${eventsUrl}/${event.id}/publish`, { version: event.version })
  assert.deepEqual([again.status, again.body.code], [409, 'EVENT_NOT_DRAFT'])
})

test('a sale that is over by then is not published', async (t) => {
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const { id: planId } = await organiser.plan()
  const past = performanceOf(planId, 1)
  past.onSale.closesAt = hoursFromNow(-0.5)
  const draft = await organiser.draft({ performances: [performanceOf(planId), past] })
  const { status, body } = await organiser.post(`${eventsUrl}/${draft.id}/publish`, { version: 1 })
  assert.deepEqual([status, body.code], [409, 'EVENT_TOO_LATE'])
  assert.deepEqual(body.fields, [{ path: 'performances.0.onSale.closesAt', message: 'has passed' }])
})

test('a write under the same key is done once; under a used key for something else it is refused', async (t) => {
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const { id: planId } = await organiser.plan()
  const draft = draftOf(planId)
  const answers = [
    await organiser.post(eventsUrl, draft, 'key-of-draft'),
    await organiser.post(eventsUrl, draft, 'key-of-draft'),
  ]
  assert.deepEqual(answers[0]?.body, answers[1]?.body)
  const other = await organiser.post(eventsUrl, { ...draft, ageLimit: 19 }, 'key-of-draft')
  assert.deepEqual([other.status, other.body.code], [422, 'IDEMPOTENCY_KEY_REUSED'])
  assert.equal((await organiser.get(eventsUrl)).body.events.length, 1)
  const { id } = answers[0]!.body
  for (const [url, body] of [
    [`${eventsUrl}/${id}/publish`, { version: 1 }],
    [`${eventsUrl}/${id}/cancel`, { version: 2 }],
  ] as const) {
    const [first, second] = [
      await organiser.post(url, body, `key-of-${url.at(-1)}`),
      await organiser.post(url, body, `key-of-${url.at(-1)}`),
    ]
    assert.deepEqual([first.status, first.body], [200, second.body])
  }
  assert.equal((await organiser.post(eventsUrl, draft, '')).body.code, 'IDEMPOTENCY_KEY_MISSING')
})
