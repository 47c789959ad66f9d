import { createHash } from 'node:crypto'
import { Duration } from 'cdk8s'
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
 * skipped: argo-cd 25475). Its name follows its image and settings, since a Job cannot be changed.
 */
export function addMigration(scope: Construct, { declaration, environment, settings, account }: Migration): void {
  const { name, memoryMib, cpuMillis } = declaration
  const image = environment.image(name)
  const run = createHash('sha256').update(`${image} ${settings.name}`).digest('hex').slice(0, 8)
  const local = environment.settings.from === 'kubernetes'
  const container: ContainerProps = containerOf(scope, 'migration', {
    image,
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
    metadata: { name: `${name}-migration-${run}`, labels: migrationLabels(name), annotations: wave(TABLES) },
    podMetadata: { labels: migrationLabels(name) },
    select: false,
    restartPolicy: RestartPolicy.NEVER,
    backoffLimit: 4,
    activeDeadline: Duration.minutes(5),
  })
  completePods(job)
}
