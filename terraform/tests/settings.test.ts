import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { serviceNames } from '@tiketi/contracts/routes'
import { loadConfig, secretsOf } from '@tiketi/kit/config'
import { secretSettings } from '../../cdk8s/charts/declaration.ts'
import { declarations } from '../../cdk8s/charts/index.ts'
import { settingsOf } from '../../cdk8s/constructs/settings.ts'
import { environments } from '../../cdk8s/environments/index.ts'
import { build, environmentNames } from './standin/built.ts'

interface Table {
  services: string[]
  parameters: string[]
  secrets: Record<string, { made: 'random' | 'operator'; readers: string[] }>
}

const table: Table = JSON.parse(readFileSync(join(import.meta.dirname, '../settings.json'), 'utf8'))

test('the table names the services of the contracts', () => {
  assert.deepEqual(table.services, serviceNames)
})

test('every secret that a service must have is in the table with exactly its readers, and no other', () => {
  const readers: Record<string, string[]> = {
    'database/admin': ['migration'],
    'addon/argocd-oidc': ['external-secrets'],
    'addon/argocd-notifications': ['external-secrets'],
    // CloudFormation fetches it for whoever applies.
    'alarms/pagerduty': [],
  }
  for (const declaration of declarations) {
    const must = secretSettings(declaration)
    for (const { setting, secret } of secretsOf(declaration.config)) {
      // Redis may go without a password on one's own machine, and without Google there is one way less to log in;
      // smtp-url stands for a mail server where there is no SES.
      if (!must.includes(setting) && !['redis', 'google-client-secret'].includes(secret)) continue
      readers[secret] ??= []
      readers[secret].push(declaration.name)
    }
    readers[`database/${declaration.name}`]!.push('migration')
  }
  assert.deepEqual(Object.fromEntries(Object.entries(table.secrets).map(([name, { readers }]) => [name, readers])), {
    ...Object.fromEntries(Object.entries(table.secrets).map(([name]) => [name, readers[name]])),
    ...readers,
  })
})

test('the manifests count on exactly the parameters of the table', () => {
  for (const name of environmentNames) {
    const { settings } = environments[name]
    assert.ok(settings.from === 'ssm')
    assert.deepEqual(settings.parameters.toSorted(), table.parameters.toSorted())
  }
})

for (const environment of environmentNames)
  test(`in ${environment} every service starts with what is kept for it`, async () => {
    const { made } = await build(environment)
    const parameters = made.filter(({ type }) => type === 'aws_ssm_parameter').map(({ values }) => values)
    const names = made.filter(({ type }) => type === 'aws_secretsmanager_secret').map(({ values }) => values.name)
    assert.ok(parameters.every(({ type }) => type === 'String'))
    for (const declaration of declarations) {
      const kept = (path: string) =>
        Object.fromEntries(
          parameters
            .filter(({ name }) => name.startsWith(`/tiketi/${environment}/${path}/`))
            .map(({ name, value }) => [name.split('/').at(-1), value]),
        )
      const secrets = secretsOf(declaration.config)
        .filter(({ secret }) => names.includes(`tiketi/${environment}/${secret}`))
        .map(({ setting }) => [setting, setting === 'BANK_SECRET_KEY' ? 'test_sk_of_an_operator' : 'x'.repeat(48)])
      const { CONFIG_SOURCE: _, ...given } = settingsOf(declaration, environments[environment])
      const source = { ...kept('shared'), ...kept(declaration.name), ...Object.fromEntries(secrets), ...given }
      const config = await loadConfig(declaration.name, declaration.config, source)
      assert.match(String(config.DATABASE_URL), /sslmode=verify-full$/)
      assert.match(String(config.REDIS_URL), /^rediss:/)
      assert.equal(config.REDIS_CLUSTER, true)
    }
  })
