import type { ServiceDeclaration } from '../charts/declaration.ts'
import type { Replicas } from '../environments/environment.ts'
import { addOns, mostPodsPerNode, roomPerNode } from './node.ts'
import type { Rule } from './rule.ts'

/** Pods do not fill nodes to the last byte: so much of the room counts. */
const PACKING = 0.85

/** The desired nodes carry the minimum and the largest carry the peak, each with one service's revisions side by side. */
export const clusterCapacity: Rule = ({ environment, services }) => {
  const { capacity, name } = environment
  if (!capacity) return []
  const { maxPodsPerNode, groups } = capacity
  if (maxPodsPerNode > mostPodsPerNode)
    return [
      `${name} allows ${maxPodsPerNode} pods a node, which has addresses for ${mostPodsPerNode}: lower maxPodsPerNode.`,
    ]
  const room = roomPerNode(maxPodsPerNode)
  const check = (when: string, count: 'desired' | 'max', end: keyof Replicas) => {
    const nodes = groups.reduce((sum, group) => sum + group[count], 0)
    const need = needOf(services, (service) => environment.replicas(service)[end])
    return (['pods', 'cpuMillis', 'memoryMib'] as const).flatMap((what) => {
      const there = Math.floor(nodes * room[what] * PACKING)
      if (need[what] <= there) return []
      return `${name} needs ${need[what]} ${what} at ${when} and its ${nodes} nodes have room for ${there}: raise "${count}" of a node group, or lower the replicas or requests of the services.`
    })
  }
  return [...check('its minimum', 'desired', 'min'), ...check('its peak', 'max', 'max')]
}

function needOf(services: ServiceDeclaration[], replicas: (service: ServiceDeclaration) => number) {
  const each = services.map((service) => ({
    pods: replicas(service),
    cpuMillis: replicas(service) * service.cpuMillis.request,
    memoryMib: replicas(service) * service.memoryMib.request,
  }))
  const total = (what: keyof typeof addOns) =>
    each.reduce((sum, need) => sum + need[what], addOns[what]) + Math.max(...each.map((need) => need[what]))
  return { pods: total('pods'), cpuMillis: total('cpuMillis'), memoryMib: total('memoryMib') }
}
