import { drain } from '../constructs/drain.ts'
import { objectsOf, type Plan, type Rule } from './rule.ts'

/** Spare time between the process' last second and Kubernetes' patience. */
const SPARE_SECONDS = 10

/** A pod that leaves loses no request: the balancer has forgotten it before it stops, and waits for it until it has. */
export const drains: Rule = (plan) =>
  objectsOf(plan, 'Rollout').flatMap(({ metadata: { name }, spec }) => {
    const pod = spec.template.spec
    const preStop: number = pod.containers[0].lifecycle?.preStop?.sleep?.seconds ?? 0
    const grace: number = pod.terminationGracePeriodSeconds ?? 30
    const stopped = preStop + drain.closeSeconds
    const balancer = balancerOf(plan, name)
    const faults: [boolean, string][] = [
      [
        preStop < drain.propagationSeconds,
        `sleeps ${preStop} s before it stops, while the balancer goes on sending for up to ${drain.propagationSeconds} s: raise preStopSeconds to at least ${drain.propagationSeconds}`,
      ],
      [
        grace < stopped + SPARE_SECONDS,
        `would be killed after ${grace} s while it may need ${stopped} s to stop: raise graceSeconds to at least ${stopped + SPARE_SECONDS}`,
      ],
      [
        balancer !== undefined && balancer.deregistration < stopped,
        `may answer for ${stopped} s while the balancer cuts its sockets after ${balancer?.deregistration} s: raise deregistrationSeconds to at least ${stopped}`,
      ],
      [
        balancer !== undefined && grace < balancer.deregistration + drain.propagationSeconds,
        `would be killed after ${grace} s while the balancer lets requests end for ${balancer?.deregistration} s after up to ${drain.propagationSeconds} s: raise graceSeconds above ${(balancer?.deregistration ?? 0) + drain.propagationSeconds}`,
      ],
      [
        balancer !== undefined && drain.keepAliveSeconds <= balancer.idle,
        `closes silent connections after ${drain.keepAliveSeconds} s, before the balancer does after ${balancer?.idle} s: lower balancerIdleSeconds below ${drain.keepAliveSeconds}`,
      ],
    ]
    return faults.flatMap(([broken, sentence]) => (broken ? `${name} ${sentence} (constructs/drain.ts).` : []))
  })

function balancerOf(plan: Plan, service: string) {
  const ingress = objectsOf(plan, 'Ingress').find(({ metadata }) => metadata.name === service)
  const annotation = (key: string) => ingress?.metadata.annotations?.[`alb.ingress.kubernetes.io/${key}`]
  const number = (text: string | undefined, attribute: string) =>
    Number(new RegExp(`${attribute}=(\\d+)`).exec(text ?? '')?.[1])
  if (!annotation('target-type')) return undefined
  return {
    deregistration: number(annotation('target-group-attributes'), 'deregistration_delay.timeout_seconds'),
    idle: number(annotation('load-balancer-attributes'), 'idle_timeout.timeout_seconds'),
  }
}
