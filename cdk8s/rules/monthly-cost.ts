import type { Capacity } from '../environments/environment.ts'
import type { Rule } from './rule.ts'

/** US dollars a month in ap-northeast-2, read on 2026-11-20; 730 hours. What is not a node is the proposal's own figure. */
const prices = {
  onDemandNode: 0.052 * 730,
  spotNode: 0.0156 * 730,
  cluster: 73,
  database: 121,
  cache: 198,
  balancerAndNat: 152,
  storageAndCdn: 78,
  watching: 81,
  secretsAndNames: 6,
}

const MOST = 1_500

/** What the environment costs a month when its node groups stand at this size all the time. */
export function monthlyCost({ groups }: Capacity, size: 'desired' | 'max'): number {
  const { onDemandNode, spotNode, ...fixed } = prices
  const nodes = groups.reduce((sum, group) => sum + group[size] * (group.spot ? spotNode : onDemandNode), 0)
  return Math.round(Object.values(fixed).reduce((sum, price) => sum + price, nodes))
}

/** Even a month at its largest size stays within the budget. */
export const withinBudget: Rule = ({ environment: { name, capacity } }) => {
  if (!capacity) return []
  const cost = monthlyCost(capacity, 'max')
  if (cost <= MOST) return []
  const most = capacity.groups.reduce((a, b) => (b.max > a.max ? b : a))
  return [
    `${name} could cost ${cost} USD a month and the budget is ${MOST}: lower "max" of the node group ${most.name}, which may grow to ${most.max}.`,
  ]
}
