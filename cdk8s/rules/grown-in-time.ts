import { AHEAD_SECONDS } from '../slo/forecast.ts'
import { objectsOf, type Rule } from './rule.ts'

/** A pod waits 30 s until a node is asked for, which then starts, joins and pulls. */
const NODE_SECONDS = 240
/** From a pod's start until the balancer sends it requests. */
const POD_SECONDS = 60

/** A service that grows by a forecast stands at its largest before the sale opens, also where nodes must come first. */
export const grownInTime: Rule = (plan) =>
  objectsOf(plan, 'ScaledObject').flatMap(({ metadata: { name }, spec }) => {
    if (!spec.triggers.some((trigger: { name?: string }) => trigger.name === 'forecast')) return []
    const [policy] = spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleUp.policies
    const steps = Math.ceil(Math.log(spec.maxReplicaCount / spec.minReplicaCount) / Math.log(1 + policy.value / 100))
    const needed = steps * policy.periodSeconds + NODE_SECONDS + POD_SECONDS
    if (needed <= AHEAD_SECONDS) return []
    return `${name} needs ${needed} s from ${spec.minReplicaCount} to ${spec.maxReplicaCount} pods and is told of a sale ${AHEAD_SECONDS} s ahead: raise AHEAD_SECONDS (slo/forecast.ts), or let it grow faster (constructs/autoscaling.ts).`
  })
