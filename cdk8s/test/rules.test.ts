import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { declarations } from '../charts/index.ts'
import { drain } from '../constructs/drain.ts'
import type { Environment } from '../environments/environment.ts'
import { environments } from '../environments/index.ts'
import { rules } from '../rules/index.ts'
import { peakMonth } from '../rules/monthly-cost.ts'
import type { Plan } from '../rules/rule.ts'
import { synthesise } from '../synth.ts'
import { broken } from './broken-plans.ts'

const { production } = environments

for (const environment of Object.values(environments))
  test(`${environment.name} keeps every rule`, () => {
    const plan = { environment, services: declarations, manifests: synthesise(environment) }
    for (const rule of rules) assert.deepEqual(rule(plan), [])
  })

/** A plan of production in which one thing is wrong. */
function planWith(spoil: (plan: Plan) => void): Plan {
  const environment: Environment = { ...production, capacity: structuredClone(production.capacity!) }
  const manifests = structuredClone(synthesise(production))
  const plan = { environment, services: declarations.map((one) => ({ ...one })), manifests }
  spoil(plan)
  return plan
}

for (const { what, rule, spoil, says } of broken)
  test(`${what} is refused, with what to change`, () => {
    assert.match(rule(planWith(spoil)).join('\n'), new RegExp(says.source, 'm'))
  })

test('a broken rule stops the rendering', () => {
  const wide = declarations.map((one) => ({ ...one, poolSize: 12 }))
  assert.throws(() => synthesise(production, wide), /^Error: production cannot be rendered\.\n.*connections/)
})

test('the drain counts on what the kit does', () => {
  const kit = (file: string) => readFileSync(join(import.meta.dirname, '../../services/kit/src', file), 'utf8')
  assert.match(kit('run.ts'), new RegExp(`delay: ${drain.closeSeconds}_000`))
  assert.match(kit('create-app.ts'), new RegExp(`keepAliveTimeout: ${drain.keepAliveSeconds}_000`))
})

test('the month that the rule reckons with is the bill that was agreed to', () => {
  const bills = JSON.parse(readFileSync(join(import.meta.dirname, '../../bootstrap/cost/accepted.json'), 'utf8'))
  for (const name of ['staging', 'production'] as const) {
    const lines = Object.values(bills[name] as Record<string, number>)
    const { cost, budget } = peakMonth(environments[name])!
    assert.ok(Math.abs(cost - lines.reduce((sum, usd) => sum + usd, 0)) < 1, name)
    assert.equal(budget, name === 'production' ? 1_500 : 500)
  }
})

test('every rule is seen to fail', () => {
  assert.deepEqual(
    rules.filter((rule) => !broken.some((one) => one.rule === rule)),
    [],
  )
})
