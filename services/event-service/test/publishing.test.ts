import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntityManager } from '@mikro-orm/postgresql'
import { until } from '@tiketi/kit/testing'
import { performanceOf, stage } from './stage.ts'

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
