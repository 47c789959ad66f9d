import { type ServiceName, services } from '@tiketi/contracts/routes'
import type { ServiceDeclaration } from '../charts/declaration.ts'
import type { Environment, Router } from '../environments/environment.ts'
import { servicesOf } from './names.ts'
import type { Strategy } from './rollout.ts'

/** How often a new revision is compared with the old one, in seconds on a clock of 1, as all times here. */
export const CHECK_SECONDS = 60
/** How many times it is compared: with a tenth of the traffic, and with more. */
export const watches = { watch: 30, settle: 5 }
type Watch = keyof typeof watches
/** The balancer still sends to the old pods for a while after its weights changed. */
const SCALE_DOWN_DELAY_SECONDS = 180
const ABORT_SCALE_DOWN_DELAY_SECONDS = 300

/** At least one whole second, however fast the clock. */
export const onClock = (seconds: number, clock: number) => Math.max(1, Math.round(seconds * clock))

/** How the service's revisions are replaced in this environment. */
export function strategyOf({ name, strategy }: ServiceDeclaration, environment: Environment): Strategy {
  const { router, clock } = environment
  if (strategy === 'blueGreen' && router === 'replicas') return nativeBlueGreen(name, clock)
  const { stable, canary, ping, pong } = servicesOf(name)
  return {
    canary: {
      stableService: stable,
      canaryService: canary,
      // Selector switching would give 503: the listener moves before targets are registered.
      ...(router === 'alb' && { pingPong: { pingService: ping, pongService: pong } }),
      stableMetadata: { labels: { role: 'stable' } },
      canaryMetadata: { labels: { role: 'canary' } },
      ...(router === 'replicas' ? { maxSurge: 1, maxUnavailable: 0 } : routed(name, router, clock)),
      steps: strategy === 'canary' ? canarySteps(name, router) : blueGreenSteps(name),
    },
  }
}

function routed(name: ServiceName, router: Exclude<Router, 'replicas'>, clock: number) {
  return {
    trafficRouting: trafficRouting(name, router),
    // The old revision keeps all its pods, so that going back is a change of weights.
    dynamicStableScale: false,
    minPodsPerReplicaSet: 2,
    scaleDownDelaySeconds: onClock(SCALE_DOWN_DELAY_SECONDS, clock),
    abortScaleDownDelaySeconds: onClock(ABORT_SCALE_DOWN_DELAY_SECONDS, clock),
  }
}

function trafficRouting(name: ServiceName, router: Exclude<Router, 'replicas'>) {
  if (router === 'istio') return { istio: { virtualServices: [{ name, routes: ['revisions'] }] } }
  return { alb: { ingress: name, rootService: servicesOf(name).root, servicePort: services[name].port } }
}

/** A tenth of the traffic, watched half an hour; half of it for five minutes; then all. */
function canarySteps(name: ServiceName, router: Router) {
  // Without a router pods are the weights, so the first new pod serves before it can be tried.
  if (router === 'replicas')
    return [{ setWeight: 10 }, smoke(name), watch(name, 'watch'), { setWeight: 50 }, watch(name, 'settle')]
  return [
    // Above its share of traffic: the autoscaler averages old and new pods, and would see the new ones too late.
    { setCanaryScale: { weight: 30 } },
    smoke(name),
    { setWeight: 10 },
    watch(name, 'watch'),
    { setCanaryScale: { weight: 100 } },
    { setWeight: 50 },
    watch(name, 'settle'),
  ]
}

/**
 * Blue-green behind a balancer: the new revision stands whole, is tried, waits for `promote`, takes all traffic and is
 * watched. Rollouts' own blueGreen switches selectors there, which loses requests.
 */
function blueGreenSteps(name: ServiceName) {
  return [{ setCanaryScale: { weight: 100 } }, smoke(name), { pause: {} }, { setWeight: 100 }, watch(name, 'settle')]
}

function nativeBlueGreen(name: ServiceName, clock: number): Strategy {
  const { stable, canary } = servicesOf(name)
  return {
    blueGreen: {
      activeService: stable,
      previewService: canary,
      activeMetadata: { labels: { role: 'stable' } },
      previewMetadata: { labels: { role: 'canary' } },
      autoPromotionEnabled: false,
      prePromotionAnalysis: smoke(name).analysis,
      scaleDownDelaySeconds: onClock(SCALE_DOWN_DELAY_SECONDS, clock),
    },
  }
}

const smoke = (name: ServiceName) => ({ analysis: { templates: [{ templateName: `${name}-smoke` }] } })

/** Compared by revision: the pods of the new one against those of the one that serves. */
function watch(name: ServiceName, how: Watch) {
  return {
    analysis: {
      templates: [{ templateName: `${name}-${how}` }],
      args: [
        { name: 'new', valueFrom: { podTemplateHashValue: 'Latest' } },
        { name: 'old', valueFrom: { podTemplateHashValue: 'Stable' } },
      ],
    },
  }
}
