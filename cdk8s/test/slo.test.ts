import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { environments } from '../environments/index.ts'
import { EXPECTED_BUYERS } from '../slo/forecast.ts'
import { objectives } from '../slo/objectives.ts'
import { synthesise } from '../synth.ts'
import { type Case, type Expectation, promised, type Series } from './promtool.ts'

const root = join(import.meta.dirname, '../..')
const platform = synthesise(environments.production).get('platform')!
const groups = platform.filter(({ kind }) => kind === 'PrometheusRule').flatMap(({ spec }) => spec.groups)

/** Of the rendered groups so named. */
const promise = (named: RegExp, ...cases: Case[]) =>
  promised({ groups: groups.filter(({ name }) => named.test(name)), interval: '1m', cases })

/** That so many alarms of the name ring then, counted by PromQL's own `or vector(0)`. */
const ringing = (selector: string, eval_time: string, value: number): Expectation => ({
  expr: `count(ALERTS{alertstate="firing",${selector}}) or vector(0)`,
  eval_time,
  exp_samples: [{ labels: '{}', value }],
})

const page = (slo: string) => `alertname="ErrorBudgetBurns",slo="${slo}",severity="page",window="1h"`

/** A service's requests for two hours, a hundred a second, of which a share fails and a share is slow. */
function traffic(service: string, { failing, slow }: { failing: number; slow: number }, extra = ''): Series[] {
  const labels = `service="${service}",route="/api/${service}/x",method="GET"${extra}`
  const perMinute = (share: number) => `0+${Math.round(6_000 * share)}x120`
  return [
    { series: `http_request_duration_seconds_count{${labels},status="200"}`, values: perMinute(1 - failing) },
    { series: `http_request_duration_seconds_count{${labels},status="503"}`, values: perMinute(failing) },
    { series: `http_request_duration_seconds_bucket{${labels},status="200",le="0.2"}`, values: perMinute(1 - slow) },
    { series: `http_request_duration_seconds_bucket{${labels},status="200",le="+Inf"}`, values: perMinute(1) },
  ]
}

test('a good hour is quiet for every service', async () => {
  const series = ['auth', 'event', 'queue', 'reservation', 'payment', 'notification'].flatMap((service) =>
    traffic(service, { failing: 0, slow: 0.02 }),
  )
  await promise(/./, { series, expect: [ringing('alertname=~".+"', '2h', 0)] })
})

test('an hour in which one request of fifty fails pages for that service alone', async () => {
  const series = [...traffic('auth', { failing: 0.02, slow: 0 }), ...traffic('event', { failing: 0, slow: 0 })]
  const others = ringing('alertname="ErrorBudgetBurns",slo=~"event-.*"', '2h', 0)
  await promise(/-(auth|event)-/, { series, expect: [ringing(page('auth-availability'), '2h', 1), others] })
})

test('an hour in which nearly all answers are slow pages, and one in which some are does not', async () => {
  const hour = (slow: number, alarms: number): Case => ({
    series: traffic('reservation', { failing: 0, slow }),
    expect: [ringing(page('reservation-latency'), '2h', alarms)],
  })
  await promise(/-reservation-/, hour(0.9, 1), hour(0.04, 0))
})

test('probes neither hide failures nor count as answers', async () => {
  const probes = {
    series: 'http_request_duration_seconds_count{service="auth",route="/health",status="200"}',
    values: '0+600000x120',
  }
  const series = [...traffic('auth', { failing: 0.02, slow: 0 }), probes]
  await promise(/-auth-/, { series, expect: [ringing(page('auth-availability'), '2h', 1)] })
})

test('the page ends within ten minutes of the fault', async () => {
  const count = 'http_request_duration_seconds_count{service="auth",route="/api/auth/x",method="GET"'
  const series = [
    { series: `${count},status="200"}`, values: '0+6000x120' },
    { series: `${count},status="503"}`, values: '0+600x60 36000x60' },
  ]
  const paged = (when: string, alarms: number) => ringing(page('auth-availability'), when, alarms)
  await promise(/-auth-/, { series, expect: [paged('60m', 1), paged('70m', 0)] })
})

test('a slow way into the waiting room, and confirmations that fail, page', async () => {
  const entry = 'service="queue",route="/api/queue/on-sales/:onSaleId/entries",method="POST",status="201"'
  const back = 'service="payment",route="/api/payment/confirmations",method="POST"'
  const series = [
    { series: `http_request_duration_seconds_count{${entry}}`, values: '0+6000x120' },
    { series: `http_request_duration_seconds_bucket{${entry},le="1"}`, values: '0+5000x120' },
    { series: `http_request_duration_seconds_count{${back},status="200"}`, values: '0+900x120' },
    { series: `http_request_duration_seconds_count{${back},status="500"}`, values: '0+100x120' },
  ]
  const expect = [ringing(page('waiting-room-entry'), '2h', 1), ringing(page('payment-confirmation'), '2h', 1)]
  await promise(/waiting-room|confirmation/, { series, expect })
})

test('a quick way into the waiting room is quiet, however Prometheus spells a second', async () => {
  const entry = 'service="queue",route="/api/queue/on-sales/:onSaleId/entries",method="POST",status="201"'
  const quick = (le: string): Case => ({
    series: [
      { series: `http_request_duration_seconds_count{${entry}}`, values: '0+6000x120' },
      { series: `http_request_duration_seconds_bucket{${entry},le="${le}"}`, values: '0+6000x120' },
    ],
    expect: [ringing(page('waiting-room-entry'), '2h', 0)],
  })
  await promise(/waiting-room/, quick('1'), quick('1.0'))
})

test('what is asked within how many seconds is a bound that services count by', () => {
  const metrics = readFileSync(join(root, 'services/kit/src/metrics.ts'), 'utf8')
  const counted = /buckets = \[(.+)\]/.exec(metrics)![1]!.split(', ')
  const asked = groups.flatMap(({ rules }) =>
    rules.flatMap(({ expr }: { expr: string }) => [...expr.matchAll(/le=~?"([\d.]+)/g)].map(([, bound]) => bound!)),
  )
  assert.deepEqual([...new Set(asked)].toSorted(), ['0.2', '1'])
  for (const bound of asked) assert.ok(counted.includes(bound), bound)
})

const alarms: { name: string; bad: Series[]; good: Series[] }[] = [
  {
    name: 'CaptureRefused',
    bad: [{ series: 'captures_refused_total', values: '0x55 1x65' }],
    good: [{ series: 'captures_refused_total', values: '1x120' }],
  },
  {
    name: 'PaymentUnsettled',
    bad: [{ series: 'payment_unsettled_seconds', values: '400x120' }],
    good: [{ series: 'payment_unsettled_seconds', values: '40x120' }],
  },
  {
    name: 'LineStandsStill',
    bad: [
      { series: 'queue_waiting{on_sale="a"}', values: '500x120' },
      { series: 'queue_called_total{on_sale="a"}', values: '70x120' },
    ],
    good: [
      { series: 'queue_waiting{on_sale="a"}', values: '500x120' },
      { series: 'queue_called_total{on_sale="a"}', values: '0+60x120' },
      { series: 'queue_waiting{on_sale="empty"}', values: '0x120' },
      { series: 'queue_called_total{on_sale="empty"}', values: '70x120' },
    ],
  },
  {
    name: 'EventsDead',
    bad: [{ series: 'event_dead{service="reservation"}', values: '1x120' }],
    good: [{ series: 'event_dead{service="reservation"}', values: '0x120' }],
  },
  {
    name: 'EventsLate',
    bad: [{ series: 'event_oldest_due_seconds{service="queue"}', values: '90x120' }],
    good: [{ series: 'event_oldest_due_seconds{service="queue"}', values: '3x120' }],
  },
  {
    name: 'MailsDead',
    bad: [{ series: 'mails_dead', values: '2x120' }],
    good: [{ series: 'mails_dead', values: '0x120' }],
  },
  {
    name: 'StoreAway',
    bad: [{ series: 'store_up{service="auth",store="redis"}', values: '0x120' }],
    good: [{ series: 'store_up{service="auth",store="redis"}', values: '1x120' }],
  },
  {
    name: 'JobFails',
    bad: [{ series: 'job_failed_total{service="queue",exported_job="tick"}', values: '0+1x120' }],
    good: [{ series: 'job_failed_total{service="queue",exported_job="tick"}', values: '3x120' }],
  },
]

test('every alarm rings in its bad hour and not in its good one', async () => {
  const names = groups.find(({ name }) => name === 'alarms').rules.map(({ alert }: { alert: string }) => alert)
  assert.deepEqual(
    alarms.map(({ name }) => name),
    names,
  )
  const hours = alarms.flatMap(({ name, bad, good }): Case[] => [
    { series: bad, expect: [ringing(`alertname="${name}"`, '1h', 1)] },
    { series: good, expect: [ringing(`alertname="${name}"`, '1h', 0)] },
  ])
  await promise(/^alarms$/, ...hours)
})

test('a sale is expected by its seats and by what sales before were like, half an hour ahead and no longer than needed', async () => {
  const opens = (onSale: string, minute: number, seats: number): Series[] => [
    { series: `queue_opens_at_seconds{on_sale="${onSale}"}`, values: `${minute * 60}x240` },
    { series: `queue_seats{on_sale="${onSale}"}`, values: `${seats}x240` },
    { series: `queue_waiting{on_sale="${onSale}"}`, values: '0x240' },
  ]
  const expected = (when: string, value: number): Expectation => ({
    expr: EXPECTED_BUYERS,
    eval_time: when,
    exp_samples: [{ labels: '{}', value }],
  })
  const before: Series[] = [
    { series: 'queue_seats{on_sale="before"}', values: '1000x240' },
    { series: 'queue_waiting{on_sale="before"}', values: '0x30 6000x10 0x200' },
  ]
  await promise(
    /^forecast$/,
    // The first of all: ten people a seat. Every replica tells of the same sale.
    {
      series: [...opens('first', 120, 5_000), { series: 'queue_seats{on_sale="first",pod="b"}', values: '5000x240' }],
      expect: [expected('89m', 0), expected('91m', 50_000), expected('129m', 50_000), expected('131m', 0)],
    },
    // The one before had six; two at once are both expected.
    {
      series: [...before, ...opens('next', 120, 5_000), ...opens('small', 125, 500)],
      expect: [expected('91m', 30_000), expected('100m', 33_000)],
    },
    // More are in the lobby than anybody expected.
    {
      series: [...opens('wanted', 120, 500), { series: 'queue_lobby{on_sale="wanted"}', values: '0x100 100+1000x100' }],
      expect: [expected('100m', 5_000), expected('118m', 17_100)],
    },
    { series: opens('cancelled', 120, 0), expect: [expected('110m', 0)] },
  )
})

test('every metric and route that is asked for is one that a service has', () => {
  const sources = globSync('services/*/src/**/*.ts', { cwd: root }).map((file) =>
    readFileSync(join(root, file), 'utf8'),
  )
  const code = sources.join('\n')
  const asked = [...synthesise(environments.production).values()].flat().flatMap((object) => queriesOf(object))
  assert.ok(asked.length > 100)
  const routes = new Set(asked.flatMap((query) => [...query.matchAll(/route="([^"]+)"/g)].map(([, route]) => route!)))
  for (const route of routes) assert.ok(code.includes(`'${route}'`), route)
  const names = new Set(
    asked.flatMap((query) => query.replace(/"[^"]*"|\{\{.*?\}\}|\w+:\w+/g, '').match(/\b[a-z]+(_[a-z0-9]+)+\b/g) ?? []),
  )
  // PromQL's own words, labels, and what the kubelet measures.
  const others = /^(histogram_quantile|clamp_min|max_over_time|(on|exported|rollouts)_\w+|container_\w+)$/
  const metrics = [...names].filter((name) => !others.test(name)).map((name) => name.replace(/_(bucket|count)$/, ''))
  assert.ok(metrics.length > 15)
  for (const metric of metrics) assert.ok(code.includes(`'${metric}'`), metric)
})

/** All PromQL in an object, wherever it stands; boards are JSON in a ConfigMap. */
function queriesOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => {
    if (typeof value !== 'string') return queriesOf(value)
    if (key.endsWith('.json')) return queriesOf(JSON.parse(value))
    return key === 'expr' || key === 'query' ? [value] : []
  })
}

test('the rules would be found not to do it', async () => {
  const wrong = {
    series: traffic('auth', { failing: 0, slow: 0 }),
    expect: [ringing(page('auth-availability'), '2h', 1)],
  }
  await assert.rejects(promise(/-auth-/, wrong), /FAILED/)
})

test('every alarm leads to its section of a runbook that exists', () => {
  const links = groups.flatMap(({ rules }) =>
    rules.flatMap((rule: { annotations?: { runbook_url: string } }) => rule.annotations?.runbook_url ?? []),
  )
  assert.ok(links.length > objectives.length)
  for (const link of new Set<string>(links)) {
    const [, file, section] = /bootstrap\/runbooks\/(.+)#(.+)$/.exec(link)!
    const path = join(import.meta.dirname, '../../bootstrap/runbooks', file!)
    assert.ok(existsSync(path), `${link}: write ${path}`)
    assert.match(
      readFileSync(path, 'utf8').toLowerCase(),
      new RegExp(`^#+ ${section}$`, 'm'),
      `${path} has no section ${section}`,
    )
  }
})
