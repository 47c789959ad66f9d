/** A t3.medium as the cluster sees it (AWS, EKS user guide: instance types, reserved resources). */
const CPU_MILLIS = 2_000
const MEMORY_MIB = 3_800
const INTERFACES = 3
const ADDRESSES_PER_INTERFACE = 6
const ADDRESSES_PER_PREFIX = 16
/** EKS' own bound for instances with fewer than 30 processors. */
const MOST_PODS = 110

/** The agents of every node: network, proxy, logs, metrics. */
const agents = { pods: 6, cpuMillis: 250, memoryMib: 450 }

/** Add-ons of the cluster: Argo CD and Rollouts, controllers, Prometheus, Grafana, collector. */
export const addOns = { pods: 24, cpuMillis: 1_500, memoryMib: 3_000 }

/** Pods that addresses suffice for, with prefix delegation: a slot holds sixteen addresses instead of one. */
export const mostPodsPerNode = Math.min(
  INTERFACES * (ADDRESSES_PER_INTERFACE - 1) * ADDRESSES_PER_PREFIX + 2,
  MOST_PODS,
)

/** What pods may ask for on one node, after what the kubelet keeps for itself: more for each pod that it may hold. */
export function roomPerNode(maxPods: number) {
  return {
    pods: maxPods - agents.pods,
    cpuMillis: CPU_MILLIS - 70 - agents.cpuMillis,
    memoryMib: MEMORY_MIB - (255 + 11 * maxPods) - 100 - agents.memoryMib,
  }
}
