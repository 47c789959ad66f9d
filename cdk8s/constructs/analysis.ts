import { services } from '@tiketi/contracts/routes'
import { ApiObject } from 'cdk8s'
import type { Construct } from 'constructs'
import type { ServiceDeclaration } from '../charts/declaration.ts'
import type { Environment } from '../environments/environment.ts'
import { API_P95_SECONDS, answered, failed, rate, rateOrNone, timed, timedAll, timedWithin } from '../slo/indicators.ts'
import { PROMETHEUS, servicesOf, USER } from './names.ts'
import { CHECK_SECONDS, onClock, watches } from './strategy.ts'
import { TABLES, wave } from './wave.ts'

const template = (scope: Construct, name: string, spec: Record<string, unknown>) =>
  new ApiObject(scope, name, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name, annotations: wave(TABLES) },
    spec,
  })

/**
 * Compares a new revision with the one that serves: errors, the slow end of its answers, and whether it does its real
 * work. A store that is away hurts both alike, so it does not condemn the new one, and neither do a few slow answers where
 * traffic is so thin that they are the slow end. Without traffic there is nothing to compare: neither condition holds,
 * and too much of that pauses the rollout for a person.
 */
export function revisionAnalysis(scope: Construct, declaration: ServiceDeclaration, clock: number): void {
  const { name, business } = declaration
  const window = clock < 1 ? COLD.window : WINDOW
  const slower = `${p95('new')} - clamp_min(1.3 * ${p95('old')}, ${API_P95_SECONDS})`
  const slow = `${increase(timedAll(of('new')), window)} - ${increase(timedWithin(of('new'), API_P95_SECONDS), window)}`
  const queries = [
    metric('success-ratio', 'above', -0.01, difference(successRatio), clock),
    {
      ...metric('p95-seconds', 'below', 0, `(${slower}) * (${slow} >= bool ${FEW})`, clock),
      ...(clock < 1 && { initialDelay: COLD.delay }),
    },
    metric(business.name, 'above', -business.tolerance, difference(businessRatio), clock),
  ]
  // A template each, since the controller refuses a rollout whose count is an argument: to it that may be for ever.
  for (const [how, count] of Object.entries(watches))
    template(scope, `${name}-${how}`, {
      args: [{ name: 'new' }, { name: 'old' }],
      // The controller refuses a limit above the count.
      metrics: queries.map((query) => ({
        ...query,
        count,
        inconclusiveLimit: Math.min(query.inconclusiveLimit, count),
      })),
    })

  function of(revision: Revision): string {
    return `service="${name}",rollouts_pod_template_hash="{{args.${revision}}}"`
  }
  function successRatio(revision: Revision): string {
    return `(1 - ${rateOrNone(failed(of(revision)), WINDOW)} / ${rate(answered(of(revision)), WINDOW)})`
  }
  function businessRatio(revision: Revision): string {
    const [good, all] = [business.good, business.all].map(
      ({ metric, where }) => `${metric}{${of(revision)}${where && `,${where}`}}`,
    )
    return `(${rateOrNone(good!, WINDOW)} / ${rate(all!, WINDOW)})`
  }
  function p95(revision: Revision): string {
    return `histogram_quantile(0.95, sum by (le) (rate(${timed(of(revision))}[${window}])))`
  }
}

const WINDOW = '2m'
/**
 * A process's first answers are its slowest. In half an hour they are few among many; on a fast clock they must have left
 * the window before anybody judges by it.
 */
const COLD = { window: '20s', delay: '30s' }
/** So many slow answers within a window are no accident. */
const FEW = 4
/** Buyers do not come faster because a clock does: so long at least may a new revision have nobody to be judged by. */
const SILENCE_SECONDS = 30

type Revision = 'new' | 'old'

const increase = (selector: string, window: string) => `sum(increase(${selector}[${window}]))`
const difference = (ratio: (revision: Revision) => string) => `${ratio('new')} - ${ratio('old')}`

function metric(name: string, side: 'above' | 'below', limit: number, query: string, clock: number) {
  const [good, bad] = side === 'above' ? ['>=', '<'] : ['<=', '>']
  return {
    name,
    interval: `${onClock(CHECK_SECONDS, clock)}s`,
    initialDelay: `${onClock(CHECK_SECONDS, clock)}s`,
    successCondition: `len(result) > 0 && result[0] ${good} ${limit}`,
    failureCondition: `len(result) > 0 && result[0] ${bad} ${limit}`,
    failureLimit: 1,
    inconclusiveLimit: Math.max(3, Math.ceil(SILENCE_SECONDS / onClock(CHECK_SECONDS, clock))),
    consecutiveErrorLimit: 3,
    provider: { prometheus: { address: PROMETHEUS, query } },
  }
}

/** Tries a new revision before any buyer meets it: it must be ready and describe its API. */
export function smokeAnalysis(
  scope: Construct,
  { name, memoryMib }: ServiceDeclaration,
  environment: Environment,
): void {
  const base = `http://${servicesOf(name).canary}:${services[name].port}`
  const script = [
    `for (const path of ['/ready', '/api/${name}/openapi.json']) {`,
    `  const { status } = await fetch('${base}' + path, { signal: AbortSignal.timeout(5000) })`,
    '  if (status !== 200) throw new Error(`$' + '{path} answered $' + '{status}`)',
    '}',
  ].join('\n')
  const labels = smokeLabels(name)
  template(scope, `${name}-smoke`, {
    metrics: [{ name: 'answers', provider: { job: { metadata: { labels }, spec: job(name, script) } } }],
  })

  function job(name: string, script: string) {
    const container = {
      name: 'smoke',
      image: environment.image(name as ServiceDeclaration['name']),
      args: ['--input-type=module', '--eval', script],
      resources: {
        requests: { cpu: '50m', memory: '64Mi' },
        limits: { cpu: '500m', memory: `${memoryMib.request}Mi` },
      },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    }
    return {
      backoffLimit: 2,
      activeDeadlineSeconds: 60,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [container],
        },
      },
    }
  }
}

export const smokeLabels = (name: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/component': 'smoke',
})
