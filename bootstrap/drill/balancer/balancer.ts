import { once } from 'node:events'
import { createServer } from 'node:http'
import {
  CoreV1Api,
  DiscoveryV1Api,
  type KubeConfig,
  NetworkingV1Api,
  PatchStrategy,
  setHeaderOptions,
  type V1EndpointSlice,
  type V1Ingress,
  type V1Node,
  type V1Pod,
} from '@kubernetes/client-node'
import { forward, refuse } from '../../local/gateway/forward.ts'
import { nothingThere, serviceAway } from '../../local/gateway/problem.ts'
import { joinSockets, refuseSocket } from '../../local/gateway/upgrade.ts'
import { loopbackOf } from '../node-agent/addresses.ts'
import { conditionOf } from '../node-agent/pod-status.ts'
import { type Watched, watched } from '../node-agent/watched.ts'
import { choose, type Rule, ruleFor, ruleOf } from './rules.ts'
import { type Endpoint, READINESS_GATE, type Target, TargetGroup } from './targets.ts'

/** From a change of weights until the balancer's machines act by it; it must be short beside the steps of a fast clock. */
const WEIGHTS_LAG_MS = 1_000
/** From a pod that leaves until no new request goes to it: pods end by the true clock. */
const LEAVING_LAG_MS = 5_000
/** One of the balancer's own networks, as loopback: services believe what it says of the client. */
const FROM = '127.0.1.10'
const REVISION = 'rollouts-pod-template-hash'

export interface BalancerOptions {
  kube: KubeConfig
  namespace: string
  port: number
}

/** A request that was passed on. */
export interface Passed {
  at: number
  path: string
  pod: string
  revision: string
  status: number
}

/** Plays the Application Load Balancer and its controller, by the Ingresses and their annotations. */
export class Balancer {
  readonly passed: Passed[] = []
  readonly #options: BalancerOptions
  readonly #core: CoreV1Api
  readonly #groups = new Map<string, TargetGroup>()
  /** How many requests each rule has had, by its first path. */
  readonly #turns = new Map<string, number>()
  /** By Ingress: what the machines act by now. */
  readonly #acted = new Map<string, Rule>()
  readonly #seen = new Map<string, string>()
  readonly #end = new AsyncDisposableStack()
  #slices!: Watched<V1EndpointSlice>
  #pods!: Watched<V1Pod>
  #nodes!: Watched<V1Node>
  #ingresses!: Watched<V1Ingress>

  constructor(options: BalancerOptions) {
    this.#options = options
    this.#core = options.kube.makeApiClient(CoreV1Api)
  }

  /** The weights that requests are shared out by now: Service and percent. */
  weights(ingress: string): Record<string, number> {
    const shares = this.#acted.get(ingress)?.shares ?? []
    return Object.fromEntries(shares.map(({ service, weight }) => [service, weight]))
  }

  async start(): Promise<void> {
    const { kube, namespace, port } = this.#options
    const discovery = kube.makeApiClient(DiscoveryV1Api)
    const networking = kube.makeApiClient(NetworkingV1Api)
    const told = { changed: () => this.#update(), gone: () => this.#update() }
    const path = (group: string, kind: string) => `${group}/namespaces/${namespace}/${kind}`
    this.#slices = await watched(
      kube,
      path('/apis/discovery.k8s.io/v1', 'endpointslices'),
      () => discovery.listNamespacedEndpointSlice({ namespace }),
      told,
    )
    this.#end.defer(() => this.#slices.stop())
    this.#pods = await watched(kube, path('/api/v1', 'pods'), () => this.#core.listNamespacedPod({ namespace }), told)
    this.#end.defer(() => this.#pods.stop())
    this.#nodes = await watched(kube, '/api/v1/nodes', () => this.#core.listNode(), told)
    this.#end.defer(() => this.#nodes.stop())
    this.#ingresses = await watched(
      kube,
      path('/apis/networking.k8s.io/v1', 'ingresses'),
      () => networking.listNamespacedIngress({ namespace }),
      told,
    )
    this.#end.defer(() => this.#ingresses.stop())
    this.#end.defer(() => {
      for (const group of this.#groups.values()) group.close()
    })
    await this.#listen(port)
    this.#update()
  }

  stop(): Promise<void> {
    return this.#end.disposeAsync()
  }

  async #listen(port: number) {
    const server = createServer((request, response) => {
      const found = this.#targetOf(request.url!)
      if (typeof found !== 'object') return refuse(response, found === 'nowhere' ? nothingThere : serviceAway)
      const { target, rule } = found
      response.on('close', () => this.#note(request.url!, target, response.headersSent ? response.statusCode : 0))
      forward(request, response, addressOf(target, rule))
    })
    server.on('upgrade', (request, client, head) => {
      const found = this.#targetOf(request.url!)
      if (typeof found !== 'object') return refuseSocket(client, found === 'nowhere' ? nothingThere : serviceAway)
      const { sockets } = found.target
      sockets.add(client)
      client.on('close', () => sockets.delete(client))
      joinSockets(request, client, head, addressOf(found.target, found.rule))
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    this.#end.defer(() => {
      server.close()
      server.closeAllConnections()
    })
  }

  #targetOf(url: string): { target: Target; rule: Rule } | 'nowhere' | 'nobody' {
    const rule = ruleFor(this.#acted.values(), url)
    if (!rule) return 'nowhere'
    const [path] = rule.paths
    const turn = (this.#turns.get(path!) ?? 0) + 1
    this.#turns.set(path!, turn)
    const target = this.#groups.get(choose(rule.shares, turn)?.service ?? '')?.next()
    return target ? { target, rule } : 'nobody'
  }

  #note(url: string, { endpoint }: Target, status: number) {
    const { pod, revision } = endpoint
    this.passed.push({ at: performance.now(), path: url.split('?', 1)[0]!, pod, revision, status })
  }

  /** Looks at everything again: it is little, and each part may change what another means. */
  #update() {
    for (const ingress of this.#ingresses?.list() ?? []) {
      const rule = ruleOf(ingress)
      this.#act(ingress.metadata!.name!, rule)
      for (const { service } of rule.shares) {
        const group = this.#groups.get(service) ?? new TargetGroup()
        this.#groups.set(service, group)
        group.update(this.#endpointsOf(service), rule, LEAVING_LAG_MS, (pod) => void this.#openGate(pod))
      }
    }
  }

  #act(name: string, rule: Rule) {
    const said = JSON.stringify(rule)
    if (this.#seen.get(name) === said) return
    const isNew = !this.#acted.get(name)?.shares.length
    this.#seen.set(name, said)
    setTimeout(() => this.#acted.set(name, rule), isNew ? 0 : WEIGHTS_LAG_MS).unref()
  }

  /**
   * Ready pods, and pods that are not only because they wait for the balancer; a silent node's are not taken for such.
   * (aws-load-balancer-controller, pkg/backend/endpoint_resolver.go)
   */
  #endpointsOf(service: string): Endpoint[] {
    return this.#slices
      .list()
      .filter(({ metadata }) => metadata?.labels?.['kubernetes.io/service-name'] === service)
      .flatMap(({ endpoints, ports }) =>
        // None are written as null.
        (endpoints ?? []).flatMap(({ targetRef, addresses, conditions }) => {
          const pod = this.#pods.get(targetRef?.name ?? '', this.#options.namespace)
          if (!pod || !(conditions?.ready || (!conditions?.terminating && this.#waitsForUs(pod)))) return []
          const revision = pod.metadata!.labels?.[REVISION] ?? ''
          return [{ pod: pod.metadata!.name!, revision, host: loopbackOf(addresses[0]!), port: ports![0]!.port! }]
        }),
      )
  }

  #waitsForUs(pod: V1Pod): boolean {
    const node = this.#nodes.get(pod.spec!.nodeName ?? '', '')
    return conditionOf(pod, 'ContainersReady')?.status === 'True' && conditionOf(node, 'Ready')?.status === 'True'
  }

  async #openGate(name: string) {
    const pod = this.#pods.get(name, this.#options.namespace)
    const gates = (pod?.spec?.readinessGates ?? []).map(({ conditionType }) => conditionType)
    const shut = gates.filter((gate) => gate.startsWith(READINESS_GATE) && conditionOf(pod!, gate)?.status !== 'True')
    if (shut.length === 0) return
    const conditions = shut.map((type) => ({ type, status: 'True', lastTransitionTime: new Date() }))
    const body = { metadata: { uid: pod!.metadata!.uid }, status: { conditions } }
    const strategic = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch)
    await this.#core
      .patchNamespacedPodStatus({ name, namespace: this.#options.namespace, body }, strategic)
      .catch(() => {
        // The API may be away for a moment.
        setTimeout(() => void this.#openGate(name), 1_000).unref()
      })
  }
}

export async function startBalancer(options: BalancerOptions): Promise<Balancer> {
  const balancer = new Balancer(options)
  await balancer.start()
  return balancer
}

function addressOf({ endpoint }: Target, { idleSeconds }: Rule) {
  const { host, port } = endpoint
  return { host, port, from: FROM, idleTimeoutMs: idleSeconds * 1_000 }
}
