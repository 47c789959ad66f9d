import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringify } from 'yaml'
import { declarations } from '../charts/index.ts'
import { environments } from '../environments/index.ts'
import { meshed } from '../environments/mesh.ts'
import { validate } from '../schemas/validate.ts'
import { synthesise } from '../synth.ts'

const manifests = synthesise(meshed(environments.production))
const objects = [...manifests.values()].flat()

test('production renders behind a mesh, and fits its API', async () => {
  const { valid, faults } = await validate({ yaml: objects.map((object) => stringify(object)).join('---\n') })
  assert.deepEqual(faults, [])
  assert.equal(valid, objects.length)
})

test('the mesh splits each service by weights that the rollout moves, within the cluster too', () => {
  for (const { name } of declarations) {
    const rollout = manifests.get(name)!.find(({ kind }) => kind === 'Rollout')!.spec.strategy.canary
    const route = manifests.get(name)!.find(({ kind }) => kind === 'VirtualService')!.spec.http[0]
    assert.deepEqual(rollout.trafficRouting.istio.virtualServices, [{ name, routes: [route.name] }])
    assert.deepEqual(
      route.route.map((to: { destination: { host: string }; weight: number }) => [to.destination.host, to.weight]),
      [
        [name, 100],
        [`${name}-canary`, 0],
      ],
    )
    assert.equal(rollout.pingPong, undefined)
    assert.ok(!manifests.get(name)!.some(({ kind }) => kind === 'Ingress'))
  }
})

test('pods speak mutual TLS, but for their metrics', () => {
  const modes = objects
    .filter(({ kind }) => kind === 'PeerAuthentication')
    .map(({ spec }) => [spec.mtls.mode, spec.portLevelMtls])
  assert.deepEqual(modes, [
    ['STRICT', undefined],
    ['STRICT', { 9464: { mode: 'PERMISSIVE' } }],
  ])
})
