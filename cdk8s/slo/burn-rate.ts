import { type Objective, objectives } from './objectives.ts'
import { runbook } from './runbook.ts'

export interface Group {
  name: string
  rules: (Recording | Alert)[]
}

interface Recording {
  record: string
  expr: string
  labels?: Record<string, string>
}

interface Alert {
  alert: string
  expr: string
  for?: string
  labels: Record<string, string>
  annotations: Record<string, string>
}

const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d']

/**
 * How fast the budget of thirty days may burn before somebody is told (Google, The Site Reliability Workbook, ch. 5). The
 * short window ends the alarm soon after the fault does.
 */
const BURNS = [
  { long: '1h', short: '5m', rate: 14.4, severity: 'page' },
  { long: '6h', short: '30m', rate: 6, severity: 'page' },
  { long: '1d', short: '2h', rate: 3, severity: 'ticket' },
  { long: '3d', short: '6h', rate: 1, severity: 'ticket' },
]

const ratioName = (window: string) => `slo:bad_ratio:rate${window}`

export function objectiveGroups(): Group[] {
  return objectives.map((objective) => ({
    name: `objective-${objective.name}`,
    rules: [...WINDOWS.map((window) => recording(objective, window)), ...BURNS.map((burn) => alert(objective, burn))],
  }))
}

function recording({ name, service, badRatio }: Objective, window: string): Recording {
  return { record: ratioName(window), expr: badRatio(window), labels: { slo: name, service } }
}

function alert(objective: Objective, { long, short, rate, severity }: (typeof BURNS)[number]): Alert {
  const { name, service, says, target } = objective
  // Rounded, since binary fractions would print as 0.0014400000000000000.
  const limit = Number((rate * (1 - target)).toPrecision(6))
  const above = (window: string) => `${ratioName(window)}{slo="${name}"} > ${limit}`
  return {
    alert: 'ErrorBudgetBurns',
    expr: `${above(long)} and ${above(short)}`,
    labels: { slo: name, service, severity, window: long },
    annotations: {
      summary: `Too often it is not so that ${says}`,
      description: `{{ $value | humanizePercentage }} were bad in the last ${long}; ${Number((100 * (1 - target)).toPrecision(3))} % may be over thirty days, and at this speed they are used up ${rate} times too fast.`,
      runbook_url: runbook(objective.runbook, 'ErrorBudgetBurns'),
    },
  }
}
