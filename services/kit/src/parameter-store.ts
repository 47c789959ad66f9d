import { GetParameterCommand, GetParametersByPathCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm'
import type { ServiceName } from '@tiketi/contracts/routes'
import type { Source, secretsOf } from './config.ts'

/** The settings of a service as SSM and Secrets Manager hold them; the service's own win over the shared ones. */
export async function readParameters(
  environment: string,
  service: ServiceName,
  secrets: ReturnType<typeof secretsOf>,
): Promise<Source> {
  const ssm = new SSMClient({})
  try {
    const shared = await readPath(ssm, `/tiketi/${environment}/shared/`)
    const own = await readPath(ssm, `/tiketi/${environment}/${service}/`)
    return { ...shared, ...own, ...(await readSecrets(ssm, environment, secrets)) }
  } finally {
    ssm.destroy()
  }
}

async function readPath(ssm: SSMClient, path: string): Promise<Source> {
  const values: Source = {}
  let token: string | undefined
  do {
    const page = await ssm.send(
      new GetParametersByPathCommand({ Path: path, WithDecryption: true, ...(token && { NextToken: token }) }),
    )
    for (const { Name, Value } of page.Parameters ?? []) if (Name) values[Name.slice(path.length)] = Value
    token = page.NextToken
  } while (token)
  return values
}

async function readSecrets(
  ssm: SSMClient,
  environment: string,
  secrets: ReturnType<typeof secretsOf>,
): Promise<Source> {
  const values = await Promise.all(
    secrets.map(async ({ setting, secret }) => {
      const Name = `/aws/reference/secretsmanager/tiketi/${environment}/${secret}`
      const answer = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true })).catch((error) => {
        // Validation says which setting is missing, and knows whether it may be.
        if (error instanceof ParameterNotFound) return undefined
        throw error
      })
      return [setting, answer?.Parameter?.Value]
    }),
  )
  return Object.fromEntries(values)
}
