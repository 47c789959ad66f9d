import type { ServiceName } from '@tiketi/contracts/routes'
import { envSchema } from 'env-schema'
import Type from 'typebox'

const secretName = Symbol('secret name')

/**
 * A value that is a secret: on a cluster it is the Secrets Manager secret `tiketi/<environment>/<name>`, locally the
 * environment. It is never logged and never named with its value in an error.
 */
export function secret(name: string, options: Type.TStringOptions = {}): Type.TString {
  return Object.assign(Type.String({ minLength: 1, ...options }), { [secretName]: name })
}

/** What every service reads. Names carry their units. */
export function baseConfig(service: ServiceName) {
  return {
    HOST: Type.String({ default: '127.0.0.1' }),
    PORT: Type.Integer({ minimum: 0, maximum: 65_535 }),
    METRICS_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 9464 }),
    LOG_LEVEL: Type.String({ default: 'info', pattern: '^(trace|debug|info|warn|error|silent)$' }),
    /** Comma-separated networks whose X-Forwarded-For is believed: the balancer's. */
    TRUSTED_PROXIES: Type.String({ default: 'loopback' }),
    DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }),
    DATABASE_PASSWORD: secret(`database/${service}`),
    DATABASE_POOL: Type.Integer({ minimum: 1, maximum: 20, default: 4 }),
    REDIS_URL: Type.String({ pattern: '^rediss?://' }),
    REDIS_PASSWORD: Type.Optional(secret('redis')),
    REDIS_CLUSTER: Type.Boolean({ default: false }),
    ACCESS_JWKS_URL: Type.String({ pattern: '^https?://' }),
    SERVICE_TOKEN_KEYS: secret('service-token-keys'),
    /** Where Kubernetes writes the pod's role in a rollout; canaries handle no events. */
    POD_ROLE_FILE: Type.Optional(Type.String()),
    OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(Type.String({ pattern: '^https?://' })),
    TRACE_RATIO: Type.Number({ minimum: 0, maximum: 1, default: 0.05 }),
  }
}

export type BaseConfig = Type.Static<Type.TObject<ReturnType<typeof baseConfig>>>

/** Settings by name, before they are checked. */
export type Source = Record<string, string | undefined>

/**
 * The service's configuration, read once and validated; numbers and booleans are converted. Values come from the
 * environment. With CONFIG_SOURCE=ssm and CONFIG_ENVIRONMENT=<environment> they come from SSM under
 * `/tiketi/<environment>/shared/` and `/tiketi/<environment>/<service>/` (the latter wins), secrets from Secrets Manager
 * by SSM's reference path; the environment still overrides.
 *
 * @throws Error with one sentence that names each missing or wrong setting, never its value.
 */
export async function loadConfig<T extends Type.TObject>(
  service: ServiceName,
  schema: T,
  source: Source = process.env,
): Promise<Type.Static<T>> {
  const data = source.CONFIG_SOURCE === 'ssm' ? { ...(await stored(service, schema, source)), ...source } : source
  // Only declared names: the environment holds much that is not ours.
  const named = Object.fromEntries(Object.keys(schema.properties).map((name) => [name, data[name]]))
  try {
    return envSchema<Type.Static<T>>({
      schema: structuredClone(schema),
      data: definedOnly(named),
      env: false,
    })
  } catch (error) {
    throw new Error(`${service}-service cannot start, its configuration is not right: ${explain(error)}`)
  }
}

// Loaded where it is needed: the client would cost every local start and test a tenth of a second.
async function stored(service: ServiceName, schema: Type.TObject, { CONFIG_ENVIRONMENT }: Source): Promise<Source> {
  if (!CONFIG_ENVIRONMENT)
    throw new Error(`${service}-service cannot start: CONFIG_SOURCE=ssm needs CONFIG_ENVIRONMENT.`)
  const { readParameters } = await import('./parameter-store.ts')
  return readParameters(CONFIG_ENVIRONMENT, service, secretsOf(schema))
}

function definedOnly(values: Source): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

function explain(error: unknown): string {
  const issues = (
    error as { errors?: { instancePath: string; message?: string; params?: { missingProperty?: string } }[] }
  ).errors
  if (!issues) return error instanceof Error ? error.message : String(error)
  return issues
    .map(({ instancePath, message, params }) =>
      params?.missingProperty ? `${params.missingProperty} is missing` : `${instancePath.slice(1)} ${message}`,
    )
    .join('; ')
}

/** The secrets that a configuration names: setting and secret, so that infrastructure can be checked against it. */
export function secretsOf(schema: Type.TObject): { setting: string; secret: string }[] {
  return Object.entries(schema.properties).flatMap(([setting, property]) => {
    const name: unknown = Reflect.get(property, secretName)
    return typeof name === 'string' ? [{ setting, secret: name }] : []
  })
}
