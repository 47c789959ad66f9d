import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type EnvironmentName } from '../../terraform/tests/standin/built.ts'
import { type Line, linesOf } from './lines.ts'
import { prices } from './prices.ts'
import { type Case, cases, type Usage, usage } from './usage.ts'

/** What the proposal expected of production. */
const proposed: Record<string, number> = {
  EKS: 73,
  Nodes: 139,
  RDS: 121,
  ElastiCache: 198,
  Network: 152,
  Storage: 78,
  CloudWatch: 81,
  'Secrets and names': 6,
}

/** Its peak is ten nodes instead of four, at the same price each. */
const proposedAtPeak: Record<string, number> = { ...proposed, Nodes: 321 }

export interface Bill {
  /** What a month may cost, by the environment's own budget. */
  limit: number
  lines: Record<Case, Line[]>
}

/** An environment's bill at each size, by what Terraform would make. */
export async function billOf(
  environment: EnvironmentName,
  used: Record<Case, Usage> = usage[environment],
): Promise<Bill> {
  const { made } = await build(environment)
  const budget = made.find(({ type }) => type === 'aws_budgets_budget')
  if (!budget) throw new Error(`${environment} has no budget: modules/budget makes it.`)
  const lines = Object.fromEntries(cases.map((size) => [size, linesOf(made, size, used[size])]))
  return { limit: Number(budget.values.limit_amount), lines: lines as Bill['lines'] }
}

export const total = (lines: Line[]) => lines.reduce((sum, { usd }) => sum + usd, 0)

/** By service, in the order in which the lines come. */
function byService(lines: Line[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { service, usd } of lines) sums.set(service, (sums.get(service) ?? 0) + usd)
  return sums
}

/** Lines of the last accepted bill at its peak, by `service: name`. */
export type Accepted = Record<EnvironmentName, Record<string, number>>

export const acceptedFile = join(import.meta.dirname, 'accepted.json')

export const readAccepted = (): Accepted => JSON.parse(readFileSync(acceptedFile, 'utf8'))

export function rounded(lines: Line[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { service, name, usd } of lines) sums[`${service}: ${name}`] = (sums[`${service}: ${name}`] ?? 0) + usd
  return Object.fromEntries(Object.entries(sums).map(([key, usd]) => [key, Math.round(usd * 100) / 100]))
}

/** One sentence that names the line which grew most since the bill was accepted, if the peak passes the budget. */
export function excess({ limit, lines }: Bill, accepted: Record<string, number>): string | undefined {
  const most = total(lines.peak)
  if (most <= limit) return undefined
  const grown = Object.entries(rounded(lines.peak)).map(([name, usd]) => ({
    name,
    by: usd - (accepted[name] ?? 0),
    usd,
  }))
  const { name, by, usd } = grown.toSorted((a, b) => b.by - a.by)[0]!
  return `A month could cost ${Math.round(most)} USD and the budget is ${limit}: "${name}" grew by ${Math.round(by)} to ${Math.round(usd)}.`
}

export function table(environment: EnvironmentName, { limit, lines }: Bill): string {
  const sums = cases.map((size) => byService(lines[size]))
  const services = [...new Set([...Object.keys(proposed), ...sums.flatMap((sum) => [...sum.keys()])])]
  const promises = environment === 'production' ? [proposed, proposedAtPeak] : []
  const rows = services.map((service) => [
    service,
    ...sums.map((sum) => dollars(sum.get(service) ?? 0)),
    ...promises.map((promise) => dollars(promise[service] ?? 0)),
  ])
  const ends = [
    'Total',
    ...cases.map((size) => dollars(total(lines[size]))),
    ...promises.map((promise) => dollars(Object.values(promise).reduce((a, b) => a + b))),
  ]
  const head = ['USD a month', ...cases, ...['proposed', 'its peak'].slice(0, promises.length)]
  const text = [head, ...rows, ends].map(
    ([name, ...numbers]) => name!.padEnd(20) + numbers.map((n) => n.padStart(10)).join(''),
  )
  const estimates = Object.values(prices).flatMap((unit) => (typeof unit === 'object' ? Object.values(unit) : []))
  const standing = (what: string) => estimates.filter(([, standing]) => standing === what).length
  return [
    `${environment}, prices of ${prices.asOf} (of ${estimates.length} ${standing('list')} are published, ${standing('seen')} seen elsewhere, ${standing('estimate')} estimates), budget ${limit} USD`,
    ...text.map((row) => row.trimEnd()),
  ].join('\n')
}

const dollars = (usd: number) => usd.toFixed(0)
