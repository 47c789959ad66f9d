import { type ServiceDeclaration, secretSettings } from '../../cdk8s/charts/declaration.ts'
import { declarations } from '../../cdk8s/charts/index.ts'
import { localPorts } from '../local/addresses.ts'
import { environmentOf } from '../local/environment.ts'
import type { Secrets } from '../local/secrets.ts'

/** The Secrets that the local manifests name. */
export function clusterSecrets(secrets: Secrets) {
  const admin = { DATABASE_ADMIN_PASSWORD: secrets.postgresPassword }
  return [
    secret('database-admin', admin),
    ...declarations.flatMap((declaration) => {
      const own = ownSecrets(declaration, secrets)
      return [
        secret(`${declaration.name}-secrets`, own),
        secret(`${declaration.name}-migration-secrets`, { ...admin, DATABASE_PASSWORD: own.DATABASE_PASSWORD! }),
      ]
    }),
  ]
}

function ownSecrets(declaration: ServiceDeclaration, secrets: Secrets): Record<string, string> {
  // Addresses differ on a cluster, secrets do not.
  const settings = environmentOf(declaration.name, { secrets, ports: localPorts({}), dataDir: '' })
  return Object.fromEntries(
    secretSettings(declaration).map((setting) => {
      const value = settings[setting]
      if (value === undefined) throw new Error(`${declaration.name}-service needs ${setting}, which nothing makes.`)
      return [setting, value]
    }),
  )
}

function secret(name: string, stringData: Record<string, string>) {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'tiketi' }, type: 'Opaque', stringData }
}
