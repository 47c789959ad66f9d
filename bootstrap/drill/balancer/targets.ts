import { setTimeout as pause } from 'node:timers/promises'
import { answers } from '../node-agent/probe.ts'
import type { Rule } from './rules.ts'

/** The condition by which a pod waits for the balancer, with the service's name after it. */
export const READINESS_GATE = 'target-health.elbv2.k8s.aws/'

export interface Endpoint {
  pod: string
  revision: string
  host: string
  port: number
}

/** A pod in a target group. A new one counts as healthy with its first good answer. */
export class Target {
  readonly endpoint: Endpoint
  /** Cut when it has left. */
  readonly sockets = new Set<{ destroy(): unknown }>()
  state: 'initial' | 'healthy' | 'unhealthy' | 'draining' = 'initial'
  readonly #left = new AbortController()

  constructor(endpoint: Endpoint, check: Rule['check'], healthy: () => void) {
    this.endpoint = endpoint
    void this.#checkAgain(check, healthy)
  }

  /** No request goes to it any longer; what runs may end, until it is cut. */
  async drain(ms: number) {
    this.state = 'draining'
    await pause(ms, undefined, { signal: this.#left.signal }).catch(() => {})
    this.leave()
  }

  leave() {
    this.#left.abort()
    for (const socket of this.sockets) socket.destroy()
  }

  async #checkAgain(
    { path, intervalSeconds, timeoutSeconds, healthyCount, unhealthyCount }: Rule['check'],
    healthy: () => void,
  ) {
    const { signal } = this.#left
    const { host, port } = this.endpoint
    let good = 0
    let bad = 0
    while (!signal.aborted) {
      const answered = await answers(`http://${host}:${port}${path}`, timeoutSeconds * 1_000)
      good = answered ? good + 1 : 0
      bad = answered ? 0 : bad + 1
      if (this.state === 'draining') return
      if (answered && (this.state === 'initial' || good >= healthyCount)) this.state = 'healthy'
      if (bad >= unhealthyCount) this.state = 'unhealthy'
      if (this.state === 'healthy') healthy()
      await pause(intervalSeconds * 1_000, undefined, { signal }).catch(() => {})
    }
  }
}

/** The pods behind a Service, of which each request gets the next. */
export class TargetGroup {
  readonly #targets = new Map<string, Target>()
  #turn = 0

  /** Takes in who is new; who is missing is let go after so long, and cut after so much longer. */
  update(endpoints: Endpoint[], { check, deregistrationSeconds }: Rule, lagMs: number, healthy: (pod: string) => void) {
    for (const endpoint of endpoints)
      if (!this.#targets.has(endpoint.pod))
        this.#targets.set(endpoint.pod, new Target(endpoint, check, () => healthy(endpoint.pod)))
    for (const [pod, target] of this.#targets) {
      if (endpoints.some((endpoint) => endpoint.pod === pod) || target.state === 'draining') continue
      this.#targets.delete(pod)
      void this.#letGo(target, lagMs, deregistrationSeconds * 1_000)
    }
  }

  readonly #leaving = new Set<Target>()

  async #letGo(target: Target, lagMs: number, drainMs: number) {
    this.#leaving.add(target)
    await pause(lagMs, undefined, { ref: false })
    await target.drain(drainMs)
    this.#leaving.delete(target)
  }

  /** If none is healthy, all are asked, as the real one does. */
  next(): Target | undefined {
    const all = [...this.#targets.values(), ...this.#leaving].filter(({ state }) => state !== 'draining')
    const healthy = all.filter(({ state }) => state === 'healthy')
    const some = healthy.length > 0 ? healthy : all
    return some[this.#turn++ % some.length]
  }

  close() {
    for (const target of [...this.#targets.values(), ...this.#leaving]) target.leave()
  }
}
