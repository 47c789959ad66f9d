import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { declarations } from '../charts/index.ts'
import { changesOf } from '../diff/fields.ts'
import type { Environment } from '../environments/environment.ts'
import { environments } from '../environments/index.ts'
import { type KubeObject, synthesise } from '../synth.ts'
import { promised } from './promtool.ts'

const { production, staging, drill, local } = environments
const rendered = new Map(Object.values(environments).map((environment) => [environment, synthesise(environment)]))

function find(environment: Environment, service: string, kind: string, name = service): KubeObject {
  const objects = rendered.get(environment)!.get(service)!
  return objects.find((object) => object.kind === kind && object.metadata.name === name)!
}

const canary = (environment: Environment, service: string) => find(environment, service, 'Rollout').spec.strategy.canary

const kinds = (steps: Record<string, unknown>[]) => steps.map((step) => Object.keys(step)[0])

test('a canary is tried, takes a tenth for half an hour, then half, then all', () => {
  const { steps } = canary(production, 'auth')
  assert.deepEqual(kinds(steps), [
    'setCanaryScale',
    'analysis',
    'setWeight',
    'analysis',
    'setCanaryScale',
    'setWeight',
    'analysis',
  ])
  assert.deepEqual(steps[1].analysis.templates, [{ templateName: 'auth-smoke' }])
  assert.equal(steps[2].setWeight, 10)
  assert.deepEqual(
    [steps[3].analysis, steps[6].analysis].map(({ templates }) => templates[0].templateName),
    ['auth-watch', 'auth-settle'],
  )
  const [metric] = find(production, 'auth', 'AnalysisTemplate', 'auth-watch').spec.metrics
  assert.equal(metric.count * Number.parseInt(metric.interval, 10), 30 * 60)
})

test('behind the balancer ping and pong take turns, and going back is a change of weights', () => {
  for (const { name } of declarations) {
    const strategy = canary(production, name)
    assert.deepEqual(strategy.pingPong, { pingService: `${name}-ping`, pongService: `${name}-pong` })
    assert.deepEqual([strategy.stableService, strategy.canaryService], [name, `${name}-canary`])
    assert.equal(strategy.trafficRouting.alb.rootService, `${name}-root`)
    assert.equal(strategy.dynamicStableScale, false)
    assert.ok(strategy.scaleDownDelaySeconds >= 180 && strategy.abortScaleDownDelaySeconds >= 300)
    assert.ok(strategy.minPodsPerReplicaSet >= 2)
    const ingress = find(production, name, 'Ingress')
    const [path] = ingress.spec.rules[0].http.paths
    assert.deepEqual(path.backend.service, { name: `${name}-root`, port: { name: 'use-annotation' } })
    assert.ok(
      !Object.keys(ingress.metadata.annotations!).some((key) => key.includes('actions.') || key.includes('stickiness')),
    )
  }
})

test('the balancer keeps its log where the bucket lets it, and in a region without a bucket none', () => {
  const attributes = (environment: Environment) =>
    synthesise(environment)
      .get('auth')!
      .find(({ kind }) => kind === 'Ingress')!.metadata.annotations![
      'alb.ingress.kubernetes.io/load-balancer-attributes'
    ]!
  const { settings } = production
  assert.ok(settings.from === 'ssm')
  const { facts } = settings
  const policy = readFileSync(join(import.meta.dirname, '../../terraform/modules/storage/main.tf'), 'utf8')
  const [, prefix] = /\{var\.bucket_names\.logs\}\/(\w+)\/AWSLogs\/\$\{var\.account_id\}/.exec(policy)!
  assert.ok(attributes(production).endsWith(`s3.bucket=${facts.logsBucket},access_logs.s3.prefix=${prefix}`))
  const lost: Environment = { ...production, settings: { ...settings, facts: { ...facts, logsBucket: '' } } }
  assert.doesNotMatch(attributes(lost), /access_logs/)
})

test('blue-green stands whole, waits for a person and takes all at once; nothing behind the balancer switches selectors', () => {
  const { steps } = canary(production, 'notification')
  assert.deepEqual(kinds(steps), ['setCanaryScale', 'analysis', 'pause', 'setWeight', 'analysis'])
  assert.deepEqual([steps[0].setCanaryScale.weight, steps[2].pause, steps[3].setWeight], [100, {}, 100])
  const all = rendered.get(production)!
  for (const [, objects] of all)
    for (const { kind, spec } of objects) if (kind === 'Rollout') assert.ok(!spec.strategy.blueGreen)
  assert.equal(find(local, 'notification', 'Rollout').spec.strategy.blueGreen.previewService, 'notification-canary')
})

test('either strategy fits any service', () => {
  for (const strategy of ['canary', 'blueGreen'] as const)
    for (const environment of [production, local])
      synthesise(
        environment,
        declarations.map((one) => ({ ...one, strategy })),
      )
})

test('an analysis judges the new revision against the old one, and can end both ways', () => {
  for (const { name, business } of declarations) {
    const { metrics } = find(production, name, 'AnalysisTemplate', `${name}-watch`).spec
    assert.deepEqual(
      metrics.map((metric: KubeObject) => metric.name),
      ['success-ratio', 'p95-seconds', business.name],
    )
    for (const { successCondition, failureCondition, count, provider } of metrics) {
      assert.ok(successCondition && failureCondition)
      assert.ok(Number.isInteger(count), 'the controller takes an argument for no end')
      assert.match(provider.prometheus.query, /args\.new.*args\.old/)
    }
  }
})

test('a few slow answers condemn no revision where they are all that its slow end is; more of them do', async () => {
  const { metrics } = find(drill, 'payment', 'AnalysisTemplate', 'payment-watch').spec
  const { query } = metrics.find(({ name }: KubeObject) => name === 'p95-seconds').provider.prometheus
  const guarded = query.replaceAll('{{args.new}}', 'n').replaceAll('{{args.old}}', 'o')
  const unguarded = guarded.slice(0, guarded.lastIndexOf(' * ('))
  // Six answers of each revision in twenty seconds, so many of the new one's between half a second and one.
  const answers = (hash: string, slow: number) =>
    Object.entries({ 0.1: 6 - slow, 0.2: 6 - slow, 0.5: 6 - slow, 1: 6, '+Inf': 6 }).map(([le, count]) => ({
      series: `http_request_duration_seconds_bucket{service="payment",rollouts_pod_template_hash="${hash}",route="/x",le="${le}"}`,
      values: `0+${count / 4}x12`,
    }))
  const judged = (expr: string, slow: number, value: number) => ({
    series: [...answers('o', 0), ...answers('n', slow)],
    expect: [{ expr: `(${expr}) > bool 0`, eval_time: '60s', exp_samples: [{ labels: '{}', value }] }],
  })
  const cases = [judged(unguarded, 2, 1), judged(guarded, 0, 0), judged(guarded, 2, 0), judged(guarded, 5, 1)]
  await promised({ groups: [], interval: '5s', cases })
})

test('nobody but the autoscaler sets the number of pods', () => {
  for (const environment of Object.values(environments))
    for (const { name } of declarations) {
      assert.equal(find(environment, name, 'Rollout').spec.replicas, undefined)
      const scalers = synthesise(environment)
        .get(name)!
        .filter(({ kind }) => /ScaledObject|HorizontalPodAutoscaler/.test(kind))
      assert.equal(scalers.length, 1)
    }
})

test('pods leave a node that is given up: no file of theirs holds it', () => {
  for (const { name } of declarations) {
    const { metadata, spec } = find(production, name, 'Rollout').spec.template
    const local = spec.volumes
      .filter((volume: object) => 'emptyDir' in volume)
      .map((volume: { name: string }) => volume.name)
    assert.equal(metadata.annotations['cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes'], local.join(','))
  }
})

test('a full line adds replicas, and a Prometheus that is away takes none', () => {
  const { spec } = find(production, 'queue', 'ScaledObject')
  assert.deepEqual([spec.minReplicaCount, spec.maxReplicaCount], [3, 20])
  const [cpu, backlog] = spec.triggers
  assert.equal(cpu.type, 'cpu')
  assert.deepEqual([backlog.metadata.threshold, backlog.metadata.ignoreNullValues], ['1000', 'false'])
  assert.deepEqual([spec.fallback.replicas, spec.fallback.behavior], [6, 'currentReplicasIfHigher'])
})

test("before a sale opens, the spec's crowd finds every service that it comes to at its largest", () => {
  for (const { name, scaledAhead, replicas } of declarations) {
    const forecast = find(production, name, 'ScaledObject')?.spec.triggers.find(
      (trigger: { name?: string }) => trigger.name === 'forecast',
    )
    assert.equal(Boolean(forecast), scaledAhead, name)
    if (!forecast) continue
    assert.match(forecast.metadata.query, /on_sale:expected_buyers/)
    assert.equal(Math.ceil(50_000 / Number(forecast.metadata.threshold)), replicas.max, name)
  }
})

test('ways come first, then tables, then pods, then those that watch them', () => {
  const order = (kind: string, name?: string) =>
    Number(find(production, 'auth', kind, name).metadata.annotations!['argocd.argoproj.io/sync-wave'])
  const job = synthesise(production)
    .get('auth')!
    .find(({ kind }) => kind === 'Job')!
  const waves = [order('Ingress'), order('Job', job.metadata.name), order('Rollout'), order('ScaledObject')]
  assert.deepEqual(
    waves,
    waves.toSorted((a, b) => a - b),
  )
  assert.equal(new Set(waves).size, 4)
})

test('the drill differs from staging in its clock and its replicas, and in nothing else', () => {
  const [slow, fast] = [staging, drill].map((environment) => [...rendered.get(environment)!.values()].flat())
  const fields = new Set(
    slow!.flatMap((object, index) =>
      changesOf(object, fast![index]).map(({ path }) => `${object.kind} ${path.replace(/\.\d+\./g, '.*.')}`),
    ),
  )
  assert.equal(slow!.length, fast!.length)
  assert.deepEqual([...fields].toSorted(), [
    'AnalysisTemplate spec.metrics.*.inconclusiveLimit',
    'AnalysisTemplate spec.metrics.*.initialDelay',
    'AnalysisTemplate spec.metrics.*.interval',
    'AnalysisTemplate spec.metrics.*.provider.prometheus.query',
    'Deployment spec.replicas',
    'Rollout spec.strategy.canary.abortScaleDownDelaySeconds',
    'Rollout spec.strategy.canary.scaleDownDelaySeconds',
    'ScaledObject spec.fallback.replicas',
    'ScaledObject spec.minReplicaCount',
  ])
})
