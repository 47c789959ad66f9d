import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOURS, perMonth } from '../../bootstrap/cost/prices.ts'
import type { Environment } from '../environments/environment.ts'
import type { Rule } from './rule.ts'

const read = (file: string) => JSON.parse(readFileSync(join(import.meta.dirname, '../../bootstrap/cost', file), 'utf8'))

/** The last bill that was agreed to, at the peak, in US dollars by line. */
const accepted: Record<string, Record<string, number>> = read('accepted.json')
const usage: Record<string, { peak: { peakHours: number } }> = read('usage.json')

/** What the environment's own account allows a month; the proposal expects 848, and 1,030 with ten nodes. */
const budgets: Record<string, number> = { production: 1_500, staging: 500 }

/** A month in which the node groups stand at their largest for the hours of a peak, and all else is as in the agreed bill. */
export function peakMonth({ capacity, settings }: Environment): { cost: number; budget: number } | undefined {
  if (!capacity || settings.from !== 'ssm') return undefined
  const account = settings.environment
  const share = usage[account]!.peak.peakHours / HOURS
  const nodes = capacity.groups.map(
    ({ spot, desired, max }) => perMonth(spot ? 't3.medium spot' : 't3.medium') * (desired + (max - desired) * share),
  )
  const others = Object.entries(accepted[account]!).flatMap(([line, usd]) => (/^Nodes: group/.test(line) ? [] : usd))
  const cost = [...nodes, ...others].reduce((sum, usd) => sum + usd, 0)
  return { cost: Math.round(cost), budget: budgets[account]! }
}

/** Even a month with many sales stays within the budget. */
export const withinBudget: Rule = ({ environment }) => {
  const month = peakMonth(environment)
  if (!month || month.cost <= month.budget) return []
  const most = environment.capacity!.groups.reduce((a, b) => (b.max > a.max ? b : a))
  return [
    `${environment.name} could cost ${month.cost} USD a month and the budget is ${month.budget}: lower "max" of the node group ${most.name}, which may grow to ${most.max}.`,
  ]
}
