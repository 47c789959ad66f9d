import { createHash } from 'node:crypto'
import { REFUSED_BY_DATABASE } from '@tiketi/contracts/migration'
import { ApiObject, Duration, JsonPatch } from 'cdk8s'
import { type ConfigMap, type ContainerProps, Job, RestartPolicy, type ServiceAccount } from 'cdk8s-plus-27'
import type { Construct } from 'constructs'
import type { ServiceDeclaration } from '../charts/declaration.ts'
import type { Environment } from '../environments/environment.ts'
import { migrationLabels } from './network.ts'
import { completePods, containerOf, podOf } from './pod.ts'
import { TABLES, wave } from './wave.ts'

interface Migration {
  declaration: ServiceDeclaration
  environment: Environment
  settings: ConfigMap
  account: ServiceAccount
}

/**
 * Brings the service's tables up to date before its pods: a Job, which may run again, in a wave of its own (a hook can be
 * skipped: argo-cd 25475). Its name follows its content, since a Job cannot be changed. A database that is away is asked
 * again; a migration that it refused stops there.
 */
export function addMigration(scope: Construct, { declaration, environment, settings, account }: Migration): void {
  const { name, memoryMib, cpuMillis } = declaration
  const local = environment.settings.from === 'kubernetes'
  const container: ContainerProps = containerOf(scope, 'migration', {
    image: environment.image(name),
    args: [`services/${name}-service/src/migrate.ts`],
    settings,
    secrets: local
      ? { secretName: `${name}-migration-secrets`, settings: ['DATABASE_ADMIN_PASSWORD', 'DATABASE_PASSWORD'] }
      : undefined,
    cpuMillis,
    memoryMib,
  })
  const job = new Job(scope, 'migration', {
    ...podOf(account, container),
    metadata: { name: `${name}-migration`, labels: migrationLabels(name), annotations: wave(TABLES) },
    podMetadata: { labels: migrationLabels(name) },
    select: false,
    restartPolicy: RestartPolicy.NEVER,
    backoffLimit: 4,
    activeDeadline: Duration.minutes(5),
  })
  completePods(job)
  const object = ApiObject.of(job)
  const onExitCodes = { containerName: container.name, operator: 'In', values: [REFUSED_BY_DATABASE] }
  object.addJsonPatch(JsonPatch.add('/spec/podFailurePolicy', { rules: [{ action: 'FailJob', onExitCodes }] }))
  const content = createHash('sha256').update(JSON.stringify(object.toJson().spec)).digest('hex')
  object.addJsonPatch(JsonPatch.replace('/metadata/name', `${name}-migration-${content.slice(0, 8)}`))
}
