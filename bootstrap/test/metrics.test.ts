import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { until } from '@tiketi/kit/testing'
import type { System } from '../local/system.ts'
import { prometheusAt } from './prometheus.ts'
import { account, putOnSale } from './purchase/shop.ts'
import { steps } from './purchase/steps.ts'
import { wholeSystem } from './whole-system.ts'

test('one purchase is seen in the metrics, and every metric stands in the README', async (t) => {
  const system = await wholeSystem(t)
  const show = await putOnSale(system)
  const purchase = { buyer: await account(system, `buyer-${randomUUID()}@example.com`), show, seats: [1, 2] }
  assert.equal((await purchase.buyer.get('/api/event/events')).status, 200)
  for (const take of Object.values(steps)) await take(purchase)
  const sale = `on_sale="${show.onSaleId}"`

  await t.test('requests of each endpoint, by how they ended and how long they took', async () => {
    const route = 'method="POST",route="/api/reservation/holds",status="201"'
    await shows(system, 'reservation', `http_request_duration_seconds_count{${route}}`, 1)
    await shows(system, 'reservation', `http_request_duration_seconds_bucket{le="+Inf",${route}}`, 1)
    for (const service of serviceNames)
      assert.match(await scrape(system, service), /^http_request_duration_seconds_bucket\{le="0.2",.* \d+$/m, service)
  })

  await t.test('the line: how long it is, who came, who was called, who has a pass', async () => {
    await shows(system, 'queue', `queue_waiting{${sale}}`, 0)
    for (const name of ['queue_joined_total', 'queue_called_total', 'queue_admitted_total'])
      await shows(system, 'queue', `${name}{${sale}}`, 1)
  })

  await t.test('the purchase: seats held, payment captured, tickets issued, mail sent', async () => {
    await shows(system, 'reservation', 'holds_total{outcome="held"}', 1)
    await shows(system, 'payment', 'payments_total{state="captured"}', 1)
    await shows(system, 'reservation', 'tickets_issued_total', 2)
    await until(async () => /^mails_total\{.*state="sent".*\} 1$/m.test(await scrape(system, 'notification')))
  })

  await t.test(
    'Prometheus reads every service, and shows the trace of a request that was recorded, of no other',
    async () => {
      const scraper = await prometheusAt(t, system)
      const read = Object.fromEntries(serviceNames.map((service) => [service, 'up']))
      await until(async () => isDeepStrictEqual(await scraper.health(), read), { timeoutMs: 20_000 }).catch(
        async () => {
          assert.deepEqual(await scraper.health(), read)
        },
      )
      const traceId = randomBytes(16).toString('hex')
      const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`
      await fetch(`${system.url}/api/event/events`, { headers: { traceparent } })
      const [shown, ...others] = await until(async () => {
        const exemplars = await scraper.exemplars('http_request_duration_seconds_bucket')
        return exemplars.length > 0 ? exemplars : undefined
      })
      assert.deepEqual(others, [])
      const { service, route } = shown!.seriesLabels
      assert.deepEqual([service, route], ['event', '/api/event/events'])
      assert.deepEqual(
        shown!.exemplars.map(({ labels }) => labels),
        [{ trace_id: traceId }],
      )
    },
  )

  await t.test('the README names each, and who has it', async () => {
    const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8')
    const written = [...readme.matchAll(/^\| `(\w+)` \| ([a-z, ]+) \|/gm)].map(([, name, at]) => `${name}: ${at}`)
    assert.deepEqual(written.toSorted(), (await declared(system)).toSorted())
  })
})

async function scrape(system: System, service: ServiceName): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${system.env(service).METRICS_PORT}/metrics`)
  assert.match(answer.headers.get('content-type')!, /^application\/openmetrics-text; version=1\.0\.0/)
  return answer.text()
}

/** Waits until a series has this value: some are set by what comes after an answer. */
async function shows(system: System, service: ServiceName, series: string, value: number) {
  const seen = async () => (await scrape(system, service)).split('\n').find((line) => line.startsWith(`${series} `))
  await until(async () => (await seen()) === `${series} ${value}`).catch(async () => {
    assert.equal(await seen(), `${series} ${value}`)
  })
}

/** What the services declare beside what every Node process has, each with those that do. */
async function declared(system: System): Promise<string[]> {
  const holders = new Map<string, ServiceName[]>()
  for (const service of serviceNames)
    for (const [, family, type] of (await scrape(system, service)).matchAll(
      /^# TYPE (?!nodejs_|process_)(\w+) (\w+)/gm,
    )) {
      const name = type === 'counter' ? `${family}_total` : family!
      holders.set(name, [...(holders.get(name) ?? []), service])
    }
  return [...holders].map(([name, at]) => `${name}: ${at.length === serviceNames.length ? 'every' : at.join(', ')}`)
}
