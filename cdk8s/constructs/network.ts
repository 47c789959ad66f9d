import { type ServiceName, services } from '@tiketi/contracts/routes'
import {
  type INetworkPolicyPeer,
  Namespaces,
  NetworkPolicy,
  NetworkPolicyIpBlock,
  NetworkPolicyPort,
  Pods,
} from 'cdk8s-plus-27'
import type { Construct } from 'constructs'
import type { Environment, Peer } from '../environments/environment.ts'
import { smokeLabels } from './analysis.ts'
import { COLLECTOR, METRICS_PORT, MONITORING, selectorOf } from './names.ts'
import { WAYS, wave } from './wave.ts'

interface Ways {
  name: ServiceName
  calls: ServiceName[]
  callers: ServiceName[]
  environment: Environment
}

/** Opens exactly the declared ways of a service; the namespace denies all others. */
export function openWays(scope: Construct, { name, calls, callers, environment }: Ways): void {
  const peers = new Peers(scope)
  const metadata = (suffix = '') => ({ name: `${name}${suffix}`, annotations: wave(WAYS) })
  const { port } = services[name]
  const { entrance, database, redis, traced } = environment

  const policy = new NetworkPolicy(scope, 'ways', { metadata: metadata(), selector: peers.pods(selectorOf(name)) })
  const from = 'cidrs' in entrance ? peers.of(entrance) : [peers.namespace(entrance.namespace)]
  for (const peer of [
    ...from,
    ...callers.map((caller) => peers.pods(selectorOf(caller))),
    peers.pods(smokeLabels(name)),
  ])
    policy.addIngressRule(peer, [tcp(port)])
  policy.addIngressRule(peers.namespace(MONITORING), [tcp(METRICS_PORT)])

  toStores(policy)
  for (const peer of peers.of(redis)) policy.addEgressRule(peer, [tcp(6379)])
  for (const target of calls) policy.addEgressRule(peers.pods(selectorOf(target)), [tcp(services[target].port)])
  if (traced)
    policy.addEgressRule(peers.pods({ 'app.kubernetes.io/name': COLLECTOR.app }, COLLECTOR.namespace), [
      tcp(COLLECTOR.port),
    ])
  for (const way of environment.outside(name))
    for (const peer of peers.of(way.peer)) policy.addEgressRule(peer, [tcp(way.port)])

  const smoke = new NetworkPolicy(scope, 'smoke-ways', {
    metadata: metadata('-smoke'),
    selector: peers.pods(smokeLabels(name)),
  })
  toNames(smoke)
  smoke.addEgressRule(peers.pods(selectorOf(name)), [tcp(port)])

  const migration = new NetworkPolicy(scope, 'migration-ways', {
    metadata: metadata('-migration'),
    selector: peers.pods(migrationLabels(name)),
  })
  toStores(migration)
  if (environment.settings.from === 'ssm')
    for (const way of environment.outside(name))
      for (const peer of peers.of(way.peer)) migration.addEgressRule(peer, [tcp(way.port)])

  function toStores(policy: NetworkPolicy) {
    toNames(policy)
    for (const peer of peers.of(database)) policy.addEgressRule(peer, [tcp(5432)])
  }
  function toNames(policy: NetworkPolicy) {
    policy.addEgressRule(peers.pods({ 'k8s-app': 'kube-dns' }, 'kube-system'), [NetworkPolicyPort.udp(53), tcp(53)])
  }
}

const tcp = (port: number) => NetworkPolicyPort.tcp(port)

export const migrationLabels = (name: ServiceName) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/component': 'migration',
})

/** Peers by what they match; cdk8s wants each to have an id of its own. */
class Peers {
  readonly #scope: Construct
  #count = 0

  constructor(scope: Construct) {
    this.#scope = scope
  }

  pods(labels: Record<string, string>, namespace?: string): Pods {
    const namespaces = namespace && this.namespace(namespace)
    return Pods.select(this.#scope, this.#id(), { labels, ...(namespaces && { namespaces }) })
  }

  namespace(name: string): Namespaces {
    return Namespaces.select(this.#scope, this.#id(), { labels: { 'kubernetes.io/metadata.name': name } })
  }

  of(peer: Peer): INetworkPolicyPeer[] {
    if ('app' in peer) return [this.pods({ 'app.kubernetes.io/name': peer.app })]
    return peer.cidrs.map((cidr) => NetworkPolicyIpBlock.ipv4(this.#scope, this.#id(), cidr, peer.except))
  }

  #id(): string {
    this.#count += 1
    return `peer-${this.#count}`
  }
}
