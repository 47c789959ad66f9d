import { type ServiceName, serviceNames, services } from '@tiketi/contracts/routes'
import { secretsOf } from '@tiketi/kit/config'
import type { Replicas } from '../environments/environment.ts'

/** A ratio that says whether a revision does the service's real work; the selectors are PromQL without the revision. */
interface BusinessMetric {
  name: string
  good: { metric: string; where: string }
  all: { metric: string; where: string }
  /** The new revision may fall this far below the old one's ratio. */
  tolerance: number
}

/** All that is said of a service once; everything on the cluster follows from it and from the environment. */
export interface ServiceDeclaration {
  name: ServiceName
  /** The service's own schema: which settings and secrets it reads and whom it asks follow from it. */
  config: Parameters<typeof secretsOf>[0]
  cpuMillis: { request: number; limit: number }
  memoryMib: { request: number; limit: number }
  replicas: Replicas
  cpuPercent: number
  /** One more replica for each so many; it scales with the processor too. */
  backlog?: { query: string; perReplica: number; replicasWhenUnknown: number }
  /** Buyers come to it all at once, so that it grows before a sale opens, by how many are expected. */
  scaledAhead: boolean
  strategy: 'canary' | 'blueGreen'
  business: BusinessMetric
  poolSize: number
}

/** Settings that the pods' surroundings give, whatever the environment. */
const asked: Record<string, ServiceName> = {
  ACCESS_JWKS_URL: 'auth',
  PASS_JWKS_URL: 'queue',
  ...Object.fromEntries(serviceNames.map((name) => [`${name.toUpperCase()}_URL`, name])),
}

/** The settings by which a service reaches others, with their values inside the cluster. */
export function addressesOf({ name, config }: ServiceDeclaration): Record<string, string> {
  return Object.fromEntries(
    Object.keys(config.properties).flatMap((setting) => {
      const target = asked[setting]
      if (!target) return []
      // A pod's own keys need no way through the network.
      const host = target === name ? '127.0.0.1' : target
      const path = setting.endsWith('_JWKS_URL') ? `/api/${target}/.well-known/jwks.json` : ''
      return [[setting, `http://${host}:${services[target].port}${path}`]]
    }),
  )
}

/** Whom a service asks over HTTP. */
export function callsOf(declaration: ServiceDeclaration): ServiceName[] {
  const targets = Object.keys(declaration.config.properties).flatMap((setting) => asked[setting] ?? [])
  return serviceNames.filter((name) => name !== declaration.name && targets.includes(name))
}

/** Settings that must have a value from somewhere: no default, not optional. */
export function requiredSettings({ config }: ServiceDeclaration): string[] {
  const required = (config.required ?? []) as string[]
  return required.filter((setting) => !('default' in (config.properties[setting] ?? {})))
}

/** The secrets that it must be given, by the setting that reads each. */
export function secretSettings({ config }: ServiceDeclaration): string[] {
  const required = (config.required ?? []) as string[]
  return secretsOf(config).flatMap(({ setting }) => (required.includes(setting) ? [setting] : []))
}
