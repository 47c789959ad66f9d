import assert from 'node:assert/strict'
import test from 'node:test'
import type { V1Container, V1Pod } from '@kubernetes/client-node'
import { drill } from '../../../cdk8s/environments/staging.ts'
import { synthesise } from '../../../cdk8s/synth.ts'
import { type Around, argumentsOf, environmentOf } from './environment.ts'

const objects = synthesise(drill).get('queue')!
const kind = (name: string) => objects.filter((object) => object.kind === name)
const { template } = kind('Rollout')[0]!.spec
const pod = { metadata: template.metadata, spec: template.spec } as V1Pod
const [container] = template.spec.containers as V1Container[]
const aws = { AWS_REGION: 'ap-northeast-2' }

const around: Around = {
  aws,
  configMap: (name) => kind('ConfigMap').find(({ metadata }) => metadata.name === name),
  service: (name) => ({ spec: { clusterIP: `10.96.0.${name.length}` } }),
  account: (name) => kind('ServiceAccount').find(({ metadata }) => metadata.name === name),
}

test('a pod is started with what its manifest says; only addresses inside the cluster are others', () => {
  const environment = environmentOf(pod, container!, '10.64.0.9', around)
  const given = kind('ConfigMap')[0]!.data as Record<string, string>
  const changed = Object.keys(given).filter((name) => environment[name] !== given[name])
  assert.deepEqual(
    changed.toSorted(),
    ['ACCESS_JWKS_URL', 'EVENT_URL', 'HOST', 'RESERVATION_URL', 'TRUSTED_PROXIES'],
    'and nothing else',
  )
  assert.equal(environment.HOST, '127.64.0.9')
  assert.equal(environment.EVENT_URL, 'http://127.96.0.5:3002')
  assert.equal(environment.ACCESS_JWKS_URL, 'http://127.96.0.4:3001/api/auth/.well-known/jwks.json')
  assert.equal(environment.TRUSTED_PROXIES, '127.0.1.0/24,127.0.2.0/24')
  assert.equal(environment.AWS_REGION, 'ap-northeast-2', 'its account has a role')
})

test('a pod without a role is given no way to AWS', () => {
  const environment = environmentOf(pod, container!, '10.64.0.9', { ...around, account: () => ({ metadata: {} }) })
  assert.equal(environment.AWS_REGION, undefined)
})

test('a pod waits for settings that are not there yet', () => {
  assert.throws(() => environmentOf(pod, container!, '10.64.0.9', { ...around, configMap: () => undefined }), {
    message: /^There is no ConfigMap queue-settings-/,
  })
  assert.throws(() => environmentOf(pod, container!, '10.64.0.9', { ...around, service: () => undefined }), {
    message: /^There is no Service (auth|event|reservation)\.$/,
  })
})

test('a smoke test asks the Service that it names', () => {
  const smoke = kind('AnalysisTemplate').find(({ metadata }) => metadata.name === 'queue-smoke')!
  const [container] = smoke.spec.metrics[0].provider.job.spec.template.spec.containers as V1Container[]
  assert.match(argumentsOf(container!, around).join(' '), /'http:\/\/127\.96\.0\.12:3003' \+ path/)
})
