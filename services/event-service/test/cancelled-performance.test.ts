import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { performanceOf, stage } from './stage.ts'

test('one of several performances is cancelled: its sale ends, the others go on, and the last takes the event along', async (t) => {
  const { app, tokens, someone } = await stage(t)
  const organiser = await someone('organiser')
  const buyer = await someone('buyer')
  const { id: planId } = await organiser.plan()
  const event = await organiser.published({ performances: [performanceOf(planId, 200), performanceOf(planId, 224)] })
  const [first, second] = event.performances as [(typeof event.performances)[0], (typeof event.performances)[0]]
  const cancel = (performanceId: string, version: number, who = organiser) =>
    who.post(`/api/event/organiser/events/${event.id}/performances/${performanceId}/cancel`, { version })
  const asked = async (service: 'reservation' | 'queue', path: string) => {
    const headers = { authorization: `Bearer ${await tokens.serviceToken(service, 'event')}` }
    return (await app.inject({ url: `/internal/${path}`, headers })).json()
  }

  assert.equal((await cancel(first.id, event.version, await someone('organiser'))).status, 404)
  assert.equal((await cancel(planId, event.version)).body.code, 'PERFORMANCE_UNKNOWN')
  assert.equal((await cancel(first.id, event.version - 1)).body.code, 'EVENT_CHANGED')
  const { status, body } = await cancel(first.id, event.version)
  assert.deepEqual([status, body.status, body.version], [200, 'published', event.version + 1])
  assert.equal((await cancel(first.id, body.version)).body.code, 'PERFORMANCE_CANCELLED')

  for (const [performance, cancelled] of [
    [first, true],
    [second, false],
  ] as const) {
    assert.equal((await asked('reservation', `performances/${performance.id}`)).cancelled, cancelled)
    assert.equal((await asked('queue', `on-sales/${performance.onSale.id}`)).cancelled, cancelled)
  }
  await until(async () => (await buyer.get(`/api/event/events/${event.id}`)).body.performances[0].cancelled)
  await until(async () => {
    const [listed] = (await buyer.get('/api/event/events')).body.events
    return listed?.firstStartsAt === second.startsAt
  })

  const last = await cancel(second.id, body.version)
  assert.equal(last.body.status, 'cancelled')
  await until(async () => (await buyer.get('/api/event/events')).body.events.length === 0)
})
