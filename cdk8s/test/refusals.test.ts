import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { ServiceName } from '@tiketi/contracts/routes'
import { secret } from '@tiketi/kit/config'
import { callsOf, secretSettings } from '../charts/declaration.ts'
import { declarations } from '../charts/index.ts'
import type { Environment } from '../environments/environment.ts'
import { type Facts, readFacts } from '../environments/facts.ts'
import { readDigests } from '../environments/images.ts'
import { environments } from '../environments/index.ts'
import { renderOne } from '../rendered.ts'
import { synthesise } from '../synth.ts'

const { production, staging, local } = environments

function folderWith(t: TestContext, name: string, content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'environment-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, name), JSON.stringify(content))
  return folder
}

test('facts that are missing, misshapen or absent are refused by name', (t) => {
  const facts = readFacts('production')
  const refused = (change: Partial<Record<keyof Facts, unknown>>, says: RegExp) =>
    assert.throws(() => readFacts('production', folderWith(t, 'production.json', { ...facts, ...change })), says)
  refused({ vpcCidr: '10.0.0.0' }, /vpcCidr is "10\.0\.0\.0"/)
  refused({ albSubnets: [] }, /albSubnets is \[\]/)
  refused({ roles: { ...facts.roles, auth: 'admin' } }, /roles is .*"auth":"admin"/)
  refused({ wafAclArn: undefined }, /wafAclArn is undefined/)
  assert.throws(() => readFacts('moon'), /moon\.json is missing: it is written from Terraform's outputs/)
})

test('what is counted on is what Terraform builds', () => {
  for (const { name, capacity } of [production, staging]) {
    const ground = readFileSync(join(import.meta.dirname, `../../terraform/environments/${name}/main.tf`), 'utf8')
    const number = (setting: string) => Number(new RegExp(`\\b${setting}\\s*=\\s*(\\d+)`).exec(ground)?.[1])
    assert.equal(capacity!.maxPodsPerNode, number('max_pods_per_node'))
    assert.equal(capacity!.databaseConnections, number('max_connections'))
    for (const group of capacity!.groups) {
      const [, type, desired, max] = new RegExp(
        `\\b${group.name}\\s.*"(ON_DEMAND|SPOT)".*desired = (\\d+), max = (\\d+)`,
      ).exec(ground)!
      assert.deepEqual([group.spot, group.desired, group.max], [type === 'SPOT', Number(desired), Number(max)])
    }
  }
})

test('a digest that is none is refused, with where it comes from', (t) => {
  const digests = readDigests('production')
  const folder = folderWith(t, 'production.json', { ...digests, payment: 'v1.2' })
  assert.throws(
    () => readDigests('production', folder),
    /has no digest for payment: write the one that the image build printed/,
  )
})

test('a service without a role is refused', () => {
  const { settings } = production
  assert.ok(settings.from === 'ssm')
  const { payment: _none, ...roles } = settings.facts.roles
  const environment: Environment = { ...production, settings: { ...settings, facts: { ...settings.facts, roles } } }
  assert.throws(() => synthesise(environment), /payment has no role: add "payment" to the roles of the facts/)
})

test('a required setting that would come from nowhere is refused', () => {
  const { settings } = production
  assert.ok(settings.from === 'ssm')
  const parameters = settings.parameters.filter((name) => name !== 'payment/BANK_CLIENT_KEY')
  assert.throws(
    () => synthesise({ ...production, settings: { ...settings, parameters } }),
    /payment in production would start without BANK_CLIENT_KEY: add it to the parameters of terraform\/settings.json/,
  )
  assert.throws(
    () => synthesise({ ...local, settings: { from: 'kubernetes', values: () => ({}) } }),
    /auth in local would start without DATABASE_URL, REDIS_URL, PUBLIC_URL/,
  )
})

test('a value stays a word, also where an older YAML would read a truth or a number', () => {
  const { settings } = local
  assert.ok(settings.from === 'kubernetes')
  const values = (service: ServiceName) => ({ ...settings.values(service), BANK_CLIENT_KEY: 'no', BANK_URL: '010' })
  const files = renderOne({ ...local, settings: { from: 'kubernetes', values } })
  const [, text] = [...files].find(([path]) => path.includes('configmap.payment-settings'))!
  assert.match(text, /BANK_CLIENT_KEY: "no"/)
  assert.match(text, /BANK_URL: "010"/)
})

test('no secret is ever in a manifest, and locally each comes from its own key', () => {
  for (const environment of Object.values(environments))
    for (const [folder, objects] of synthesise(environment)) {
      assert.ok(!objects.some(({ kind }) => kind === 'Secret'))
      const service = declarations.find(({ name }) => name === folder)
      const settings = objects.find(({ kind }) => kind === 'ConfigMap')
      if (!service || !settings) continue
      for (const setting of secretSettings(service)) assert.ok(!(setting in settings.data))
    }
  const { env } = synthesise(local)
    .get('auth')!
    .find(({ kind }) => kind === 'Rollout')!.spec.template.spec.containers[0]
  assert.deepEqual(
    env.map(({ name, valueFrom }: { name: string; valueFrom: { secretKeyRef: unknown } }) => [
      name,
      valueFrom.secretKeyRef,
    ]),
    ['DATABASE_PASSWORD', 'SERVICE_TOKEN_KEYS', 'SIGNING_KEYS', 'MAIL_TOKEN_KEY'].map((key) => [
      key,
      { name: 'auth-secrets', key },
    ]),
  )
})

test('a call is declared by the setting that names it, and opens one way', () => {
  const asks = Object.fromEntries(declarations.map((one) => [one.name, callsOf(one)]))
  assert.deepEqual(asks, {
    auth: [],
    event: ['auth'],
    queue: ['auth', 'event', 'reservation'],
    reservation: ['auth', 'event', 'queue'],
    payment: ['auth', 'reservation'],
    notification: ['auth', 'reservation'],
  })
  const curious = declarations.map((one) =>
    one.name === 'event'
      ? { ...one, config: { ...one.config, properties: { ...one.config.properties, PAYMENT_URL: secret('none') } } }
      : one,
  )
  const [before, after] = [declarations, curious].map(
    (services) =>
      synthesise(production, services)
        .get('payment')!
        .find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'payment')!,
  )
  assert.equal(after!.spec.ingress.length, before!.spec.ingress.length + 1)
})

test('pods run the image that is built: its node takes the file as its argument', () => {
  const dockerfile = readFileSync(join(import.meta.dirname, '../../services/Dockerfile'), 'utf8')
  const { spec } = synthesise(production)
    .get('auth')!
    .find(({ kind }) => kind === 'Rollout')!.spec.template
  assert.match(dockerfile, new RegExp(`^USER ${spec.securityContext.runAsUser}:`, 'm'))
  assert.match(dockerfile, /^ENTRYPOINT \["\/usr\/local\/bin\/node"/m)
  assert.deepEqual(spec.containers[0].args, ['services/auth-service/src/main.ts'])
})
