import type { V1Ingress } from '@kubernetes/client-node'

/** Of all annotations that the balancer's controller reads. */
export const PREFIX = 'alb.ingress.kubernetes.io'

export interface Share {
  /** The Service whose pods are the group. */
  service: string
  weight: number
}

/** What an Ingress tells the balancer. */
export interface Rule {
  /** On whole segments. */
  paths: string[]
  shares: Share[]
  idleSeconds: number
  deregistrationSeconds: number
  check: { path: string; intervalSeconds: number; timeoutSeconds: number; healthyCount: number; unhealthyCount: number }
}

/** As its controller reads it; the action is there when the rollout has written it, and without one nobody is served. */
export function ruleOf({ metadata, spec }: V1Ingress): Rule {
  const annotations = metadata?.annotations ?? {}
  const annotation = (name: string) => annotations[`${PREFIX}/${name}`]
  const number = (name: string) => Number(annotation(name))
  const attribute = (list: string, name: string) =>
    Number(
      annotation(list)
        ?.split(',')
        .map((pair) => pair.split('='))
        .find(([key]) => key === name)?.[1],
    )
  const paths = spec?.rules?.flatMap(({ http }) => http?.paths ?? []) ?? []
  const action = annotation(`actions.${paths[0]?.backend.service?.name}`)
  return {
    paths: paths.map(({ path }) => path!),
    shares: action ? sharesOf(action) : [],
    idleSeconds: attribute('load-balancer-attributes', 'idle_timeout.timeout_seconds'),
    deregistrationSeconds: attribute('target-group-attributes', 'deregistration_delay.timeout_seconds'),
    check: {
      path: annotation('healthcheck-path')!,
      intervalSeconds: number('healthcheck-interval-seconds'),
      timeoutSeconds: number('healthcheck-timeout-seconds'),
      healthyCount: number('healthy-threshold-count'),
      unhealthyCount: number('unhealthy-threshold-count'),
    },
  }
}

interface Action {
  ForwardConfig: { TargetGroups: { ServiceName: string; Weight: number }[] }
}

function sharesOf(action: string): Share[] {
  const { ForwardConfig } = JSON.parse(action) as Action
  return ForwardConfig.TargetGroups.map(({ ServiceName, Weight }) => ({ service: ServiceName, weight: Weight }))
}

/** @returns the rule whose path the request's begins with. */
export function ruleFor(rules: Iterable<Rule>, url: string): Rule | undefined {
  const path = url.split('?', 1)[0]!
  for (const rule of rules)
    if (rule.paths.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))) return rule
  return undefined
}

/** Its multiples fall evenly between whole numbers, however few they are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2

/** One of the groups: of any run of turns each has as many as its weight says, but for one or two. */
export function choose(shares: Share[], turn: number): Share | undefined {
  const total = shares.reduce((sum, { weight }) => sum + weight, 0)
  let left = ((turn * GOLDEN) % 1) * total
  return shares.find(({ weight }) => {
    left -= weight
    return left < 0
  })
}
