import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import type { V1Ingress } from '@kubernetes/client-node'
import { serviceNames, services } from '@tiketi/contracts/routes'
import { parse } from 'yaml'
import { drain } from '../../../cdk8s/constructs/drain.ts'
import { choose, PREFIX, ruleFor, ruleOf } from './rules.ts'

const rendered = (service: string) =>
  parse(
    readFileSync(new URL(`../../../gitops/rendered/drill/${service}/ingress.${service}.yaml`, import.meta.url), 'utf8'),
  ) as V1Ingress

/** As Rollouts writes it. */
function weighted(service: string, ping: number): V1Ingress {
  const group = (role: string, Weight: number) => ({ ServiceName: `${service}-${role}`, ServicePort: '80', Weight })
  const action = {
    Type: 'forward',
    ForwardConfig: { TargetGroups: [group('ping', ping), group('pong', 100 - ping)] },
  }
  const ingress = rendered(service)
  ingress.metadata!.annotations![`${PREFIX}/actions.${service}-root`] = JSON.stringify(action)
  return ingress
}

test('a rendered Ingress says whom the balancer serves, how it checks, and how pods leave', () => {
  const rule = ruleOf(rendered('queue'))
  assert.deepEqual(rule.paths, services.queue.paths)
  assert.deepEqual(rule.shares, [], 'nobody, until the rollout has written the weights')
  assert.equal(rule.idleSeconds, drain.balancerIdleSeconds)
  assert.equal(rule.deregistrationSeconds, drain.deregistrationSeconds)
  assert.deepEqual(rule.check, {
    path: '/health',
    intervalSeconds: 30,
    timeoutSeconds: 5,
    healthyCount: 2,
    unhealthyCount: 3,
  })
})

test('requests are shared out as the weights say', () => {
  const { shares } = ruleOf(weighted('queue', 10))
  const times = Array.from({ length: 100 }, (_, at) => choose(shares, at)?.service)
  for (let from = 0; from <= 80; from += 20) {
    const few = times.slice(from, from + 20)
    const canary = few.filter((service) => service === 'queue-ping').length
    assert.ok(canary >= 1 && canary <= 3, `${canary} of 20`)
    assert.equal(few.filter((service) => service === 'queue-pong').length, 20 - canary)
  }
  assert.equal(choose([], 0), undefined)
})

test('every public path leads to its service, and nothing internal to any', () => {
  const rules = serviceNames.map((name) => ruleOf(weighted(name, 100)))
  for (const name of serviceNames)
    for (const path of services[name].paths)
      assert.equal(ruleFor(rules, `${path}/anything?x=1`)?.shares[0]?.service, `${name}-ping`)
  assert.equal(ruleFor(rules, '/internal/users/1'), undefined)
  assert.equal(ruleFor(rules, '/api/authors'), undefined)
})
