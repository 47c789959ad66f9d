import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringify } from 'yaml'
import { environments } from '../environments/index.ts'
import { renderedFolder } from '../rendered.ts'
import { validate } from '../schemas/validate.ts'
import { type KubeObject, synthesise } from '../synth.ts'

test('every rendered object fits the API of the versions that run, fields and types', async () => {
  const { valid, faults } = await validate({ paths: [renderedFolder] })
  assert.deepEqual(faults, [])
  assert.ok(valid > 300)
})

const spoilt: { what: string; kind: string; spoil: (object: KubeObject) => void; says: RegExp }[] = [
  {
    what: 'a field that a Rollout does not have',
    kind: 'Rollout',
    spoil: ({ spec }) => (spec.strategy.canary.dynamicStableScales = false),
    says: /dynamicStableScales/,
  },
  {
    what: 'a misspelt field of a pod',
    kind: 'Rollout',
    spoil: ({ spec }) => (spec.template.spec.containers[0].readynessProbe = {}),
    says: /readynessProbe/,
  },
  {
    what: 'a weight in words',
    kind: 'Rollout',
    spoil: ({ spec }) => (spec.strategy.canary.steps = [{ setWeight: 'ten' }]),
    says: /setWeight/,
  },
  { what: 'an unknown field of a Service', kind: 'Service', spoil: ({ spec }) => (spec.port = 80), says: /'port'/ },
  {
    what: 'a number of replicas as text',
    kind: 'ScaledObject',
    spoil: ({ spec }) => (spec.maxReplicaCount = 'many'),
    says: /maxReplicaCount/,
  },
  {
    what: 'a monitor that names no endpoint field',
    kind: 'PodMonitor',
    spoil: ({ spec }) => (spec.podMetricsEndpoint = []),
    says: /podMetricsEndpoint/,
  },
  {
    what: 'a kind that nobody serves',
    kind: 'Service',
    spoil: (object) => (object.apiVersion = 'v2'),
    says: /could not find schema/,
  },
]

for (const { what, kind, spoil, says } of spoilt)
  test(`${what} is refused`, async () => {
    const object = structuredClone(
      [...synthesise(environments.production).values()].flat().find((one) => one.kind === kind)!,
    )
    assert.deepEqual((await validate({ yaml: stringify(object) })).faults, [])
    spoil(object)
    const { faults } = await validate({ yaml: stringify(object) })
    assert.equal(faults.length, 1)
    assert.match(faults[0]!, says)
  })
