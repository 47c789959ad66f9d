import { clusterCapacity } from './cluster-capacity.ts'
import { connectionBudget } from './connection-budget.ts'
import { drains } from './drains.ts'
import { grownInTime } from './grown-in-time.ts'
import { withinBudget } from './monthly-cost.ts'
import { networkClosure } from './network-closure.ts'
import { pinnedImages } from './pinned-images.ts'
import { probes } from './probes.ts'
import { publicPaths } from './public-paths.ts'
import { restrictedPods } from './restricted-pods.ts'
import type { Rule } from './rule.ts'

export const rules: Rule[] = [
  connectionBudget,
  clusterCapacity,
  drains,
  restrictedPods,
  probes,
  pinnedImages,
  networkClosure,
  publicPaths,
  withinBudget,
  grownInTime,
]
