import { services } from '@tiketi/contracts/routes'
import { addressesOf, requiredSettings, type ServiceDeclaration, secretSettings } from '../charts/declaration.ts'
import type { Environment } from '../environments/environment.ts'
import { COLLECTOR, METRICS_PORT } from './names.ts'

/**
 * The settings that a service's pods are given. On AWS the rest comes from SSM and Secrets Manager.
 *
 * @throws Error with one sentence that names a setting which would come from nowhere.
 */
export function settingsOf(declaration: ServiceDeclaration, environment: Environment): Record<string, string> {
  const { name, poolSize } = declaration
  const { settings, entrance, traced } = environment
  const given: Record<string, string> = {
    ...(settings.from === 'kubernetes' && known(declaration, settings.values(name))),
    ...addressesOf(declaration),
    HOST: '0.0.0.0',
    PORT: String(services[name].port),
    METRICS_PORT: String(METRICS_PORT),
    DATABASE_POOL: String(poolSize),
    POD_ROLE_FILE: '/etc/pod/role',
    ...(traced && {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${COLLECTOR.app}.${COLLECTOR.namespace}:${COLLECTOR.port}`,
    }),
    TRUSTED_PROXIES: 'cidrs' in entrance ? entrance.cidrs.join(',') : 'uniquelocal',
  }
  const secrets = secretSettings(declaration)
  const parameters = settings.from === 'ssm' ? settings.parameters : []
  const stored = (setting: string) =>
    [`shared/${setting}`, `${name}/${setting}`].some((path) => parameters.includes(path))
  const missing = requiredSettings(declaration).filter(
    (setting) => !(setting in given || secrets.includes(setting) || stored(setting)),
  )
  if (missing.length > 0)
    throw new Error(
      `${name} in ${environment.name} would start without ${missing.join(', ')}: add it to the parameters of terraform/settings.json, or to the values of environments/local.ts.`,
    )
  const source: Record<string, string> =
    settings.from === 'ssm' ? { CONFIG_SOURCE: 'ssm', CONFIG_ENVIRONMENT: settings.environment } : {}
  return Object.fromEntries(Object.entries({ ...given, ...source }).toSorted())
}

/** Of an environment's values those that the service reads, so that another's never make a new revision of it. */
function known({ config }: ServiceDeclaration, values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([setting]) => setting in config.properties))
}
