import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { EXPECTED_BY_SALE } from './forecast.ts'
import { answered, failed, rate, timed } from './indicators.ts'
import { objectives } from './objectives.ts'

interface Panel {
  title: string
  unit: 'reqps' | 's' | 'percentunit' | 'short' | 'bytes'
  /** PromQL by legend. */
  queries: Record<string, string>
  /** Shows the traces that stand beside the measurements. */
  exemplars?: true
}

/** What Grafana reads, as far as it is used here. */
export interface Dashboard {
  uid: string
  title: string
  // biome-ignore lint/suspicious/noExplicitAny: Grafana's own model.
  [field: string]: any
}

const WIDTH = 12
const HEIGHT = 8

/** One board a service, and one of a sale from the line to the ticket. */
export function dashboards(): Dashboard[] {
  return [
    dashboard('on-sale', 'A sale, from the line to the ticket', onSalePanels),
    ...serviceNames.map((service) => dashboard(service, `${service}-service`, servicePanels(service))),
  ]
}

function dashboard(name: string, title: string, panels: Panel[]): Dashboard {
  return {
    uid: `tiketi-${name}`,
    title,
    tags: ['tiketi'],
    timezone: 'browser',
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    panels: panels.map(toGrafana),
  }
}

function toGrafana({ title, unit, queries, exemplars }: Panel, index: number) {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    datasource: { type: 'prometheus', uid: 'prometheus' },
    gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: Object.entries(queries).map(([legendFormat, expr], at) => ({
      refId: String.fromCharCode(65 + at),
      expr,
      legendFormat,
      ...(exemplars && { exemplar: true }),
    })),
  }
}

const WINDOW = '5m'

function servicePanels(service: ServiceName): Panel[] {
  const labels = `service="${service}"`
  const quantile = (share: number) => `histogram_quantile(${share}, sum by (le) (rate(${timed(labels)}[${WINDOW}])))`
  const pods = `namespace="tiketi",pod=~"${service}-.*",container="${service}"`
  return [
    {
      title: 'Requests',
      unit: 'reqps',
      queries: { '{{route}}': `sum by (route) (rate(${answered(labels)}[${WINDOW}]))` },
    },
    {
      title: 'Time to answer',
      unit: 's',
      queries: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
      exemplars: true,
    },
    {
      title: 'Failed',
      unit: 'percentunit',
      queries: { failed: `${rate(failed(labels), WINDOW)} / ${rate(answered(labels), WINDOW)}` },
    },
    {
      title: 'By revision',
      unit: 'reqps',
      queries: {
        '{{rollouts_pod_template_hash}}': `sum by (rollouts_pod_template_hash) (rate(${answered(labels)}[${WINDOW}]))`,
      },
    },
    { title: 'Budget left', unit: 'percentunit', queries: budgets(service) },
    {
      title: 'Processor',
      unit: 'short',
      queries: { '{{pod}}': `sum by (pod) (rate(container_cpu_usage_seconds_total{${pods}}[${WINDOW}]))` },
    },
    {
      title: 'Memory',
      unit: 'bytes',
      queries: { '{{pod}}': `sum by (pod) (container_memory_working_set_bytes{${pods}})` },
    },
    { title: 'Events that wait', unit: 's', queries: { 'oldest due': `max(event_oldest_due_seconds{${labels}})` } },
  ]
}

/** What three days at the measured ratio leave of the allowance. */
function budgets(service: ServiceName): Record<string, string> {
  return Object.fromEntries(
    objectives
      .filter((objective) => objective.service === service)
      .map(({ name, target }) => [
        name,
        `1 - slo:bad_ratio:rate3d{slo="${name}"} / ${Number((1 - target).toPrecision(6))}`,
      ]),
  )
}

const each = (name: string, by: string) => ({ [`{{${by}}}`]: `sum by (${by}) (rate(${name}[${WINDOW}]))` })

const onSalePanels: Panel[] = [
  { title: 'Expected', unit: 'short', queries: { '{{on_sale}}': EXPECTED_BY_SALE } },
  { title: 'In the lobby', unit: 'short', queries: { '{{on_sale}}': 'max by (on_sale) (queue_lobby)' } },
  { title: 'Waiting', unit: 'short', queries: { '{{on_sale}}': 'max by (on_sale) (queue_waiting)' } },
  { title: 'Inside', unit: 'short', queries: { '{{on_sale}}': 'max by (on_sale) (queue_inside)' } },
  { title: 'Admitted a second', unit: 'short', queries: each('queue_admitted_total', 'on_sale') },
  { title: 'Open sockets', unit: 'short', queries: { '{{on_sale}}': 'sum by (on_sale) (queue_sockets)' } },
  { title: 'Holds by how they ended', unit: 'short', queries: each('holds_total', 'outcome') },
  { title: 'Payments by state', unit: 'short', queries: each('payments_total', 'state') },
  {
    title: 'Payments that succeed',
    unit: 'percentunit',
    queries: {
      captured: `${rate('payments_total{state="captured"}', WINDOW)} / ${rate('payments_total{state=~"captured|declined"}', WINDOW)}`,
    },
  },
  { title: 'Tickets a second', unit: 'short', queries: { tickets: rate('tickets_issued_total', WINDOW) } },
  {
    title: 'The bank answers in',
    unit: 's',
    queries: { p95: `histogram_quantile(0.95, sum by (le) (rate(bank_request_seconds_bucket[${WINDOW}])))` },
  },
  { title: 'Mails by how they ended', unit: 'short', queries: each('mails_total', 'state') },
]
