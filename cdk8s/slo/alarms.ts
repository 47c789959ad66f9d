import type { Group } from './burn-rate.ts'
import { runbook } from './runbook.ts'

interface Alarm {
  name: string
  says: string
  when: string
  lasting: string
  severity: 'page' | 'ticket'
  runbook: string
}

/** States that no ratio shows: one is already too many, or time passes by. */
const alarms: Alarm[] = [
  {
    name: 'CaptureRefused',
    says: 'A payment was captured and found no seats waiting for it',
    when: 'sum(increase(captures_refused_total[10m])) > 0',
    lasting: '0s',
    severity: 'page',
    runbook: 'payments',
  },
  {
    name: 'PaymentUnsettled',
    says: 'A payment has been undecided for more than five minutes',
    when: 'max(payment_unsettled_seconds) > 300',
    lasting: '1m',
    severity: 'page',
    runbook: 'payments',
  },
  {
    name: 'LineStandsStill',
    says: 'People wait and nobody was called for five minutes',
    when: 'sum by (on_sale) (rate(queue_called_total[5m])) == 0 and on (on_sale) max by (on_sale) (queue_waiting) > 0',
    lasting: '5m',
    severity: 'page',
    runbook: 'waiting-room',
  },
  {
    name: 'EventsDead',
    says: 'Events failed so often that nobody tries them any more',
    when: 'max by (service) (event_dead) > 0',
    lasting: '1m',
    severity: 'page',
    runbook: 'events',
  },
  {
    name: 'EventsLate',
    says: 'Events wait for more than a minute',
    when: 'max by (service) (event_oldest_due_seconds) > 60',
    lasting: '5m',
    severity: 'page',
    runbook: 'events',
  },
  {
    name: 'MailsDead',
    says: 'Mails failed so often that nobody tries them any more',
    when: 'max(mails_dead) > 0',
    lasting: '5m',
    severity: 'ticket',
    runbook: 'events',
  },
  {
    name: 'StoreAway',
    says: 'A database or Redis does not answer',
    when: 'max by (service, store) (store_up) == 0',
    lasting: '2m',
    severity: 'page',
    runbook: 'stores',
  },
  {
    name: 'JobFails',
    says: 'A job of a service keeps failing',
    // Prometheus keeps the label `job` for itself and renames ours.
    when: 'sum by (service, exported_job) (increase(job_failed_total[15m])) > 3',
    lasting: '15m',
    severity: 'ticket',
    runbook: 'events',
  },
]

export const alarmGroup: Group = {
  name: 'alarms',
  rules: alarms.map(({ name, says, when, lasting, severity, runbook: file }) => ({
    alert: name,
    expr: when,
    for: lasting,
    labels: { severity },
    annotations: { summary: says, runbook_url: runbook(file, name) },
  })),
}
