import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { baseConfig, loadConfig, secret, secretsOf } from '@tiketi/kit/config'
import { freePort, until } from '@tiketi/kit/testing'
import Type from 'typebox'

const Config = Type.Object({
  ...baseConfig('payment'),
  BANK_SECRET_KEY: secret('bank-secret-key'),
  BANK_TIMEOUT_MS: Type.Integer({ minimum: 1, default: 30_000 }),
})

const environment = {
  PORT: '3005',
  DATABASE_URL: 'postgres://payment@db/tiketi',
  DATABASE_PASSWORD: 'from the environment',
  REDIS_URL: 'redis://cache',
  ACCESS_JWKS_URL: 'http://auth/keys',
  SERVICE_TOKEN_KEYS: 'keys',
  BANK_SECRET_KEY: 'test_sk',
}

test('settings come from the environment, converted and with defaults; undeclared ones stay out', async () => {
  const config = await loadConfig('payment', Config, { ...environment, BANK_TIMEOUT_MS: '5', HOME: '/root' })
  assert.equal(config.PORT, 3005)
  assert.equal(config.BANK_TIMEOUT_MS, 5)
  assert.equal(config.DATABASE_POOL, 4)
  assert.equal('HOME' in config, false)
})

test('one sentence names every missing or wrong setting and no value', async () => {
  const { PORT: _, ...rest } = environment
  await assert.rejects(loadConfig('payment', Config, { ...rest, BANK_TIMEOUT_MS: 'hunter2' }), (error: Error) => {
    assert.match(error.message, /PORT is missing/)
    assert.match(error.message, /BANK_TIMEOUT_MS must be integer/)
    assert.doesNotMatch(error.message, /hunter2|test_sk|from the environment/)
    return true
  })
})

test('on a cluster settings come from SSM, page by page, and secrets from Secrets Manager', async (t) => {
  const restore = await moto(t)
  const ssm = new SSMClient({})
  const put = (Name: string, Value: string) => ssm.send(new PutParameterCommand({ Name, Value, Type: 'String' }))
  const { DATABASE_PASSWORD: _p, SERVICE_TOKEN_KEYS: _k, BANK_SECRET_KEY: _b, ...plain } = environment
  for (const [name, value] of Object.entries(plain)) await put(`/tiketi/staging/shared/${name}`, value)
  // More than one page of ten.
  for (let i = 0; i < 12; i++) await put(`/tiketi/staging/shared/UNRELATED_${i}`, 'x')
  await put('/tiketi/staging/payment/PORT', '4005')
  for (const { secret } of secretsOf(Config))
    if (secret !== 'redis') await createSecret(`tiketi/staging/${secret}`, `secret ${secret}`)

  const source = { CONFIG_SOURCE: 'ssm', CONFIG_ENVIRONMENT: 'staging', BANK_TIMEOUT_MS: '7' }
  const config = await loadConfig('payment', Config, source)
  assert.equal(config.PORT, 4005, "the service's own path wins over the shared one")
  assert.equal(config.DATABASE_URL, environment.DATABASE_URL)
  assert.equal(config.DATABASE_PASSWORD, 'secret database/payment')
  assert.equal(config.BANK_SECRET_KEY, 'secret bank-secret-key')
  assert.equal(config.REDIS_PASSWORD, undefined)
  assert.equal(config.BANK_TIMEOUT_MS, 7, 'the environment overrides')
  await assert.rejects(loadConfig('payment', Config, { CONFIG_SOURCE: 'ssm' }), /needs CONFIG_ENVIRONMENT/)
  restore()
})

// One call does not carry a client library: the server wants the form of a signature, not a true one.
async function createSecret(name: string, value: string) {
  const response = await fetch(process.env.AWS_ENDPOINT_URL!, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.CreateSecret',
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/ap-northeast-2/secretsmanager/aws4_request, Signature=x',
    },
    body: JSON.stringify({ Name: name, SecretString: value, ClientRequestToken: crypto.randomUUID() }),
  })
  assert.equal(response.status, 200)
}

async function moto(t: TestContext): Promise<() => void> {
  const server = process.env.TIKETI_TEST_MOTO
  assert.ok(server, 'Run this file by `npm test -- services/kit/test/config.test.ts`.')
  const port = await freePort()
  const child = spawn(server, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  t.after(() => child.kill())
  const endpoint = `http://127.0.0.1:${port}`
  await until(
    () =>
      fetch(endpoint).then(
        () => true,
        () => false,
      ),
    { timeoutMs: 60_000 },
  )
  const settings = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
  const before = { ...process.env }
  Object.assign(process.env, settings)
  return () => {
    process.env = before
  }
}
