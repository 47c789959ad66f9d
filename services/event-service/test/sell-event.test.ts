import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { Event, EventPage, OnSaleForService, OnSalePage, PerformanceForSale } from '@tiketi/contracts/event'
import { until } from '@tiketi/kit/testing'
import { Check } from 'typebox/value'
import { hoursFromNow, performanceOf, smallPlan, stage } from './stage.ts'

test('an organiser creates, publishes and sells an event; a buyer lists, searches and sees it', async (t) => {
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const buyer = await someone('buyer')
  const plan = await organiser.plan()
  const draft = await organiser.draft({ performances: [performanceOf(plan.id, 300), performanceOf(plan.id, 200)] })
  assert.equal((await buyer.get(`/api/event/events/${draft.id}`)).status, 404)
  assert.deepEqual((await buyer.get('/api/event/events')).body, { events: [], next: null })

  const published = await organiser.post(`/api/event/organiser/events/${draft.id}/publish`, { version: draft.version })
  assert.equal(published.status, 200)
  await until(async () => (await buyer.get('/api/event/events')).body.events.length > 0)
  const { body: page } = await buyer.get('/api/event/events')
  assert.ok(Check(EventPage, page))
  const [summary] = page.events
  assert.equal(summary?.id, draft.id)
  assert.equal(summary?.lowestPriceWon, 132_000)
  assert.equal(summary?.firstStartsAt, published.body.performances[0].startsAt)
  assert.equal(summary?.lastStartsAt, published.body.performances[1].startsAt)

  const { body: seen } = await buyer.get(`/api/event/events/${draft.id}`)
  assert.ok(Check(Event, seen))
  assert.deepEqual(
    [seen.status, seen.version, seen.performances.map(({ seats }) => seats)],
    ['published', published.body.version, [20, 20]],
  )

  const [performance] = seen.performances
  const { body: sale } = await buyer.get(`/api/event/on-sales/${performance!.onSale.id}`)
  assert.ok(Check(OnSalePage, sale))
  assert.deepEqual([sale.performanceId, sale.event.id, sale.status], [performance!.id, draft.id, 'published'])
})

test('other services get what they need to sell, and buyers and strangers do not', async (t) => {
  const { app, tokens, someone } = await stage(t)
  const organiser = await someone('organiser')
  const draft = await organiser.draft()
  const [performance] = draft.performances
  const ask = async (caller: 'reservation' | 'queue' | 'payment', url: string) => {
    const authorization = `Bearer ${await tokens.serviceToken(caller, 'event')}`
    return app.inject({ url, headers: { authorization } })
  }
  const performanceUrl = `/internal/performances/${performance!.id}`
  const onSaleUrl = `/internal/on-sales/${performance!.onSale.id}`
  assert.equal((await ask('reservation', performanceUrl)).json().code, 'PERFORMANCE_UNKNOWN')
  assert.equal((await ask('queue', onSaleUrl)).json().code, 'ON_SALE_UNKNOWN')

  const published = await organiser.post(`/api/event/organiser/events/${draft.id}/publish`, { version: draft.version })
  const forSale = (await ask('reservation', performanceUrl)).json()
  assert.ok(Check(PerformanceForSale, forSale))
  assert.deepEqual(forSale.plan, smallPlan())
  assert.deepEqual([forSale.version, forSale.cancelled], [published.body.version, false])
  for (const caller of ['queue', 'reservation'] as const) {
    const onSale = (await ask(caller, onSaleUrl)).json()
    assert.ok(Check(OnSaleForService, onSale))
    assert.deepEqual([onSale.seats, onSale.performanceIds, onSale.version], [20, [performance!.id], forSale.version])
  }
  assert.equal((await ask('payment', onSaleUrl)).statusCode, 403)
  assert.equal((await ask('queue', performanceUrl)).statusCode, 403)
  assert.equal((await (await someone('admin')).get(onSaleUrl)).status, 401)
  assert.equal((await ask('reservation', `/internal/performances/${randomUUID()}`)).statusCode, 404)
})

test('a presale is a sale of its own before the general one: told to buyers, to services, and with every change', async (t) => {
  const { app, admin, tokens, someone } = await stage(t)
  const organiser = await someone('organiser')
  const buyer = await someone('buyer')
  const { id: planId } = await organiser.plan()
  const performance = performanceOf(planId)
  performance.onSale.presale = { opensAt: hoursFromNow(-5), closesAt: hoursFromNow(-2), by: 'membership' }
  const event = await organiser.published({ performances: [performance] })
  assert.deepEqual(event.performances[0]!.onSale.presale, performance.onSale.presale)

  const { body: seen } = await buyer.get(`/api/event/events/${event.id}`)
  assert.ok(Check(Event, seen))
  const { onSale, id: performanceId } = seen.performances[0]!
  const { id: presaleId, ...window } = onSale.presale!
  assert.deepEqual(window, performance.onSale.presale)
  const { body: page } = await buyer.get(`/api/event/on-sales/${presaleId}`)
  assert.ok(Check(OnSalePage, page))
  assert.deepEqual([page.performanceId, page.opensAt, page.waitingRoom], [performanceId, window.opensAt, true])

  const ask = async (url: string) => {
    const authorization = `Bearer ${await tokens.serviceToken('reservation', 'event')}`
    return (await app.inject({ url, headers: { authorization } })).json()
  }
  const forSale = await ask(`/internal/performances/${performanceId}`)
  assert.deepEqual([forSale.onSaleId, forSale.presaleId], [onSale.id, presaleId])
  const presale = await ask(`/internal/on-sales/${presaleId}`)
  assert.ok(Check(OnSaleForService, presale))
  assert.deepEqual([presale.isPresale, presale.closesAt, presale.seats], [true, window.closesAt, 20])
  assert.equal((await ask(`/internal/on-sales/${onSale.id}`)).isPresale, undefined)
  const told = await admin.execute<{ id: string }[]>(
    `select payload ->> 'onSaleId' as id from queue_inbox.event where name = 'onsale.changed'`,
  )
  assert.deepEqual(told.map(({ id }) => id).toSorted(), [onSale.id, presaleId].toSorted())
})

test('a cancelled event leaves the lists, stays visible to those who know it, and is told with a higher version', async (t) => {
  const { app, admin, tokens, someone } = await stage(t)
  const organiser = await someone('organiser')
  const buyer = await someone('buyer')
  const event = await organiser.published()
  const { id, version } = event
  await until(async () => (await buyer.get('/api/event/events')).body.events.length === 1)
  const cancelled = await organiser.post(`/api/event/organiser/events/${id}/cancel`, { version })
  assert.deepEqual([cancelled.status, cancelled.body.status, cancelled.body.version], [200, 'cancelled', version + 1])

  await until(async () => (await buyer.get('/api/event/events')).body.events.length === 0)
  assert.equal((await buyer.get(`/api/event/events/${id}`)).body.status, 'cancelled')
  const onSaleId = event.performances[0]!.onSale.id
  const headers = { authorization: `Bearer ${await tokens.serviceToken('queue', 'event')}` }
  const onSale = (await app.inject({ url: `/internal/on-sales/${onSaleId}`, headers })).json()
  assert.deepEqual([onSale.cancelled, onSale.version], [true, version + 1])
  const told = await admin.execute<{ version: number }[]>(
    `select (payload->>'version')::int as version from queue_inbox.event order by version`,
  )
  assert.deepEqual(
    told.map(({ version }) => version),
    [version, version + 1],
  )
  assert.equal(
    (await organiser.post(`/api/event/organiser/events/${id}/cancel`, { version })).body.code,
    'EVENT_CHANGED',
  )
  const again = await organiser.post(`/api/event/organiser/events/${id}/cancel`, { version: version + 1 })
  assert.deepEqual([again.status, again.body.code], [409, 'EVENT_NOT_PUBLISHED'])
})
