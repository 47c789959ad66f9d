import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { API_P95_SECONDS, answered, failed, rate, rateOrNone, timedAll, timedWithin, within } from './indicators.ts'

/** A promise that is counted: how large a share may be bad, and what is bad. */
export interface Objective {
  name: string
  service: ServiceName
  says: string
  /** The share of good ones, over thirty days. */
  target: number
  /** PromQL of the share of bad ones over a window. */
  badRatio: (window: string) => string
  runbook: string
}

const ENTRIES = 'service="queue",route="/api/queue/on-sales/:onSaleId/entries",method="POST"'
const CONFIRMATIONS = 'service="payment",route="/api/payment/confirmations",method="POST"'

export const objectives: Objective[] = [
  ...serviceNames.flatMap((service) => [availability(service), latency(service)]),
  {
    name: 'waiting-room-entry',
    service: 'queue',
    says: 'buyers who come to a sale get their place within a second',
    target: 0.999,
    badRatio: (window) =>
      notWithin(
        `http_request_duration_seconds_bucket{${ENTRIES},status!~"5..",${within(1)}}`,
        `http_request_duration_seconds_count{${ENTRIES}}`,
        window,
      ),
    runbook: 'waiting-room',
  },
  {
    name: 'payment-confirmation',
    service: 'payment',
    says: 'buyers who come back from the bank are told how their payment ended',
    target: 0.999,
    badRatio: (window) => `${rateOrNone(failed(CONFIRMATIONS), window)} / ${rate(answered(CONFIRMATIONS), window)}`,
    runbook: 'payments',
  },
]

function availability(service: ServiceName): Objective {
  const labels = `service="${service}"`
  return {
    name: `${service}-availability`,
    service,
    says: `${service}-service answers`,
    target: 0.9999,
    badRatio: (window) => `${rateOrNone(failed(labels), window)} / ${rate(answered(labels), window)}`,
    runbook: 'error-budget',
  }
}

function latency(service: ServiceName): Objective {
  const labels = `service="${service}"`
  return {
    name: `${service}-latency`,
    service,
    says: `${service}-service answers within ${API_P95_SECONDS * 1_000} ms`,
    target: 0.95,
    badRatio: (window) => notWithin(timedWithin(labels, API_P95_SECONDS), timedAll(labels), window),
    runbook: 'error-budget',
  }
}

function notWithin(good: string, all: string, window: string): string {
  return `1 - ${rateOrNone(good, window)} / ${rate(all, window)}`
}
