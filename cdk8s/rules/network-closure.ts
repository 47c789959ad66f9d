import { services } from '@tiketi/contracts/routes'
import { callsOf } from '../charts/declaration.ts'
import { selectorOf } from '../constructs/names.ts'
import type { KubeObject } from '../synth.ts'
import { objectsOf, podsOf, type Rule } from './rule.ts'

type Labels = Record<string, string>

interface Way {
  ports?: { port: number }[]
  from?: Peer[]
  to?: Peer[]
}

interface Peer {
  podSelector?: { matchLabels?: Labels }
  namespaceSelector?: unknown
  ipBlock?: unknown
}

/** Every declared call can be made, nothing else can, and no pod is left out of the policies. */
export const networkClosure: Rule = (plan) => {
  const policies = objectsOf(plan, 'NetworkPolicy')
  const pairs = plan.services.flatMap((from) =>
    plan.services.filter((to) => to !== from).map((to) => ({ from, to, port: services[to.name].port })),
  )
  const calls = pairs.flatMap(({ from, to, port }) => {
    const declared = callsOf(from).includes(to.name)
    const out = open(policies, 'egress', selectorOf(from.name), selectorOf(to.name), port)
    const into = open(policies, 'ingress', selectorOf(to.name), selectorOf(from.name), port)
    if (declared && !(out && into))
      return `${from.name} asks ${to.name} (its settings say so) and no NetworkPolicy lets it ${out ? 'in' : 'out'}: add ${to.name} to the ways of ${from.name} (constructs/network.ts).`
    if (!declared && (out || into))
      return `${from.name} may reach ${to.name} at ${port} and never asks it: take the rule away, or add the setting ${to.name.toUpperCase()}_URL to its config.ts.`
    return []
  })
  return [
    ...calls,
    ...policies.flatMap(anybody),
    ...podsOf(plan).flatMap(({ of, labels }) => unguarded(policies, of, labels)),
  ]
}

/** Whether some policy of these pods has a way for those pods and that port. */
function open(policies: KubeObject[], side: 'ingress' | 'egress', pods: Labels, others: Labels, port: number): boolean {
  return policies
    .filter((policy) => selects(policy.spec.podSelector, pods))
    .some((policy) =>
      (policy.spec[side] ?? []).some(
        (way: Way) =>
          (way.ports ?? [{ port }]).some((one) => one.port === port) &&
          (way.from ?? way.to ?? []).some(
            (peer) => !peer.namespaceSelector && !peer.ipBlock && selects(peer.podSelector, others),
          ),
      ),
    )
}

function selects(selector: { matchLabels?: Labels } | undefined, labels: Labels): boolean {
  return Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
}

function anybody({ metadata, spec }: KubeObject): string[] {
  const ways = [...(spec.ingress ?? []), ...(spec.egress ?? [])] as Way[]
  const wide = ways.some((way) => {
    const peers = way.from ?? way.to ?? []
    return peers.length === 0 || !way.ports?.length || peers.some((peer) => Object.keys(peer).length === 0)
  })
  return wide
    ? [`NetworkPolicy ${metadata.name} opens a way to anybody or at any port: name the peers and the port.`]
    : []
}

function unguarded(policies: KubeObject[], of: string, labels: Labels): string[] {
  const own = policies.filter(({ spec }) => Object.keys(spec.podSelector?.matchLabels ?? {}).length > 0)
  if (own.some((policy) => selects(policy.spec.podSelector, labels))) return []
  return [
    `${of} makes pods that no NetworkPolicy opens any way for: write one for their labels (constructs/network.ts).`,
  ]
}
