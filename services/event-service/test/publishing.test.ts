import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntityManager } from '@mikro-orm/postgresql'
import { until } from '@tiketi/kit/testing'
import { hoursFromNow, performanceOf, stage } from './stage.ts'

const eventsUrl = '/api/event/organiser/events'

async function delivered(admin: EntityManager): Promise<Record<string, number>> {
  const rows = await admin.execute<{ to: string; events: number }[]>(
    `select 'reservation ' || name as to, count(*)::int as events from reservation_inbox.event group by name
     union all select 'queue ' || name, count(*)::int from queue_inbox.event group by name
     union all select 'event ' || name, count(*)::int from event_inbox.event group by name`,
  )
  return Object.fromEntries(rows.map(({ to, events }) => [to, events]))
}

test('publishing tells each service of each performance and sale, in the same commit', async (t) => {
  const { admin, someone } = await stage(t)
  const organiser = await someone('organiser')
  const { id: planId } = await organiser.plan()
  const draft = await organiser.draft({ performances: [performanceOf(planId, 20), performanceOf(planId, 44)] })
  assert.deepEqual(await delivered(admin), {})
  const url = `${eventsUrl}/${draft.id}/publish`
  await organiser.post(url, { version: 1 }, 'publish-once')
  await organiser.post(url, { version: 1 }, 'publish-once')
  assert.deepEqual(await delivered(admin), {
    'reservation performance.published': 2,
    'reservation onsale.changed': 2,
    'queue onsale.changed': 2,
    'event event.changed': 1,
  })
})

test('a publication whose connection dies before its commit never was: no event, and the same key tries again', async (t) => {
  const { admin, someone } = await stage(t)
  const organiser = await someone('organiser')
  const draft = await organiser.draft()
  const url = `${eventsUrl}/${draft.id}/publish`
  // The event is changed and reservation-service has been told when it comes to this inbox.
  const lock = admin.fork()
  await lock.begin()
  await lock.execute('lock table queue_inbox.event in access exclusive mode')
  const publishing = organiser.post(url, { version: 1 }, 'publish-try')
  await until(async () => {
    const ended = await admin.execute(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where usename = 'event' and wait_event_type = 'Lock' and query like '%deliver%' and datname = current_database()`,
    )
    return ended.length > 0
  })
  const { status, headers } = await publishing
  assert.deepEqual([status, headers['retry-after']], [503, '2'])
  await lock.rollback()
  assert.deepEqual(await delivered(admin), {})
  assert.equal((await organiser.get(`${eventsUrl}/${draft.id}`)).body.status, 'draft')
  assert.equal((await organiser.post(url, { version: 1 }, 'publish-try')).status, 200)
  assert.equal((await delivered(admin))['event event.changed'], 1)
})

test('of two who publish at once, one does', async (t) => {
  const { admin, someone } = await stage(t)
  const organiser = await someone('organiser')
  const draft = await organiser.draft()
  const publish = () => organiser.post(`${eventsUrl}/${draft.id}/publish`, { version: 1 })
  const answers = await Promise.all([publish(), publish(), publish()])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409, 409])
  assert.equal((await delivered(admin))['reservation performance.published'], 1)
})

test('a published event is postponed: its performances, sales and listing have the new dates, and everybody is told', async (t) => {
  const { admin, someone } = await stage(t)
  const organiser = await someone('organiser')
  const { id: planId } = await organiser.plan()
  const { id, performances } = await organiser.published({
    performances: [performanceOf(planId, 200), performanceOf(planId, 224)],
  })
  const [first, second] = performances.map((performance) => performance.id) as [string, string]
  const url = `${eventsUrl}/${id}/postpone`
  const move = (version: number, id: string, starts: number, closes: number) =>
    organiser.post(url, {
      version,
      performances: [{ id, startsAt: hoursFromNow(starts), saleClosesAt: hoursFromNow(closes) }],
    })

  const refused: [what: string, id: string, starts: number, closes: number, path: string][] = [
    ['a performance of nobody', planId, 300, 299, 'id'],
    ['a date that has passed', first, -1, -2, 'startsAt'],
    ['a sale beyond the start', first, 300, 301, 'saleClosesAt'],
    ['a sale that ends before it opens', first, 300, -2, 'saleClosesAt'],
  ]
  for (const [what, performanceId, starts, closes, path] of refused) {
    const { status, body } = await move(2, performanceId, starts, closes)
    assert.deepEqual([status, body.fields[0].path], [400, `body.performances.0.${path}`], what)
  }

  const moved = await move(2, first, 700, 699)
  assert.deepEqual([moved.status, moved.body.version, moved.body.status], [200, 3, 'published'])
  assert.deepEqual(
    moved.body.performances.map((performance: { id: string }) => performance.id),
    [second, first],
  )
  assert.equal((await move(2, first, 800, 799)).body.code, 'EVENT_CHANGED')
  const [listed] = (await organiser.get('/api/event/events')).body.events
  assert.equal(listed.lastStartsAt, moved.body.performances[1].startsAt)
  assert.equal((await delivered(admin))['reservation performance.published'], 4)

  const withRefunds = (refundUntil: string) =>
    organiser.post(url, {
      version: 3,
      performances: [{ id: first, startsAt: hoursFromNow(720), saleClosesAt: hoursFromNow(700), refundUntil }],
    })
  for (const until of [-1, 721])
    assert.equal((await withRefunds(hoursFromNow(until))).body.fields[0].path, 'body.performances.0.refundUntil')
  const until = hoursFromNow(100)
  assert.equal((await withRefunds(until)).status, 200)
  const [kept] = await admin.execute<{ refund_until: Date }[]>(
    'select refund_until from event.performance where id = ? and postponed_at is not null',
    [first],
  )
  assert.equal(kept!.refund_until.toISOString(), until)

  const draft = await organiser.draft()
  const early = await organiser.post(`${eventsUrl}/${draft.id}/postpone`, {
    version: 1,
    performances: [{ id: draft.performances[0]!.id, startsAt: hoursFromNow(300), saleClosesAt: hoursFromNow(299) }],
  })
  assert.deepEqual([early.status, early.body.code], [409, 'EVENT_NOT_PUBLISHED'])
})
