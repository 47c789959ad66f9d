import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { secretsOf } from '@tiketi/kit/config'
import { declarations } from '../../../cdk8s/charts/index.ts'
import { type Child, startChild } from '../../local/child.ts'
import { environmentOf, serviceCalled } from '../../local/environment.ts'
import { motoServer } from '../../tools.ts'

const REGION = 'ap-northeast-2'
const READY_WITHIN_MS = 60_000
const { parameters } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../terraform/settings.json'), 'utf8'),
) as { parameters: string[] }

export interface Cloud extends Child {
  /** By which a process speaks to it. */
  environment: Record<string, string>
}

/** Starts what answers as AWS does. */
export async function startCloud(
  port: number,
  options: { env: Record<string, string>; logFile: string },
): Promise<Cloud> {
  const child = await startChild({
    name: 'moto',
    command: await motoServer(),
    args: ['-H', '127.0.0.1', '-p', String(port)],
    ...options,
  })
  const url = `http://127.0.0.1:${port}`
  const giveUpAt = performance.now() + READY_WITHIN_MS
  while (!(await fetch(url).catch(() => undefined))) {
    if (!child.running || performance.now() > giveUpAt) throw new Error(`moto does not answer at ${url}.`)
    await pause(100)
  }
  return Object.assign(child, {
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'drill',
      AWS_SECRET_ACCESS_KEY: 'drill',
    },
  })
}

interface Settings {
  /** Whose paths they get. */
  environment: string
  surroundings: Parameters<typeof environmentOf>[1]
  /** What is otherwise here than where services run side by side. */
  changed: Record<string, string>
}

/** Puts the settings and secrets where Terraform and an operator put them, under the names that services read. */
export async function putSettings({ environment }: Cloud, { environment: name, surroundings, changed }: Settings) {
  const put = (target: string, body: object) => ask(environment.AWS_ENDPOINT_URL!, target, body)
  const secrets = new Map([['database/admin', surroundings.secrets.postgresPassword]])
  for (const { name: service, config } of declarations) {
    const values = environmentOf(service, surroundings)
    for (const { setting, secret } of secretsOf(config)) if (values[setting]) secrets.set(secret, values[setting])
  }
  for (const [secret, value] of secrets)
    await put('secretsmanager.CreateSecret', {
      Name: `tiketi/${name}/${secret}`,
      SecretString: value,
      ClientRequestToken: crypto.randomUUID(),
    })

  for (const path of new Set([...parameters, ...Object.keys(changed)])) {
    const [owner, setting] = path.split('/') as [string, string]
    const values = owner === 'shared' ? {} : environmentOf(serviceCalled(owner), surroundings)
    const Value = changed[path] ?? values[setting]
    if (Value) await put('AmazonSSM.PutParameter', { Name: `/tiketi/${name}/${path}`, Value, Type: 'String' })
  }
}

/** One call does not carry a client library: the server wants the form of a signature, not a true one. */
async function ask(url: string, target: string, body: object) {
  const service = target.startsWith('AmazonSSM') ? 'ssm' : 'secretsmanager'
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=drill/20260101/${REGION}/${service}/aws4_request, Signature=x`,
    },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`moto refused ${target}: ${await response.text()}`)
}
