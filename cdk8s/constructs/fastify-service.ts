import { createHash } from 'node:crypto'
import { type ServiceName, services } from '@tiketi/contracts/routes'
import { ApiObject } from 'cdk8s'
import { ConfigMap, k8s, ServiceAccount } from 'cdk8s-plus-27'
import { Construct } from 'constructs'
import { callsOf, type ServiceDeclaration, secretSettings } from '../charts/declaration.ts'
import type { Environment } from '../environments/environment.ts'
import { revisionAnalysis, smokeAnalysis } from './analysis.ts'
import { autoscale } from './autoscaling.ts'
import { addEntrance } from './entrance.ts'
import { addMigration } from './migration.ts'
import { labelsOf, selectorOf, servicesOf } from './names.ts'
import { openWays } from './network.ts'
import { containerOf, podOf, serving } from './pod.ts'
import { Rollout } from './rollout.ts'
import { settingsOf } from './settings.ts'
import { strategyOf } from './strategy.ts'
import { PODS, WATCHERS, WAYS, wave } from './wave.ts'

interface FastifyServiceProps {
  declaration: ServiceDeclaration
  environment: Environment
  /** All services, so that whoever asks this one is let in. */
  others: ServiceDeclaration[]
}

/** Everything that one service is on a cluster. */
export class FastifyService extends Construct {
  constructor(scope: Construct, { declaration, environment, others }: FastifyServiceProps) {
    super(scope, declaration.name)
    const { name } = declaration
    const settings = settingsMap(this, name, settingsOf(declaration, environment))
    const fromKubernetes = environment.settings.from === 'kubernetes'

    const container = containerOf(this, name, {
      image: environment.image(name),
      args: [`services/${name}-service/src/main.ts`],
      settings,
      secrets: fromKubernetes ? { secretName: `${name}-secrets`, settings: secretSettings(declaration) } : undefined,
      cpuMillis: declaration.cpuMillis,
      memoryMib: declaration.memoryMib,
    })
    const rollout = new Rollout(this, 'rollout', {
      ...podOf(account(this, name, environment, name), { ...container, ...serving(services[name].port) }),
      metadata: { name, annotations: wave(PODS) },
      labels: labelsOf(name),
      selector: selectorOf(name),
      strategy: strategyOf(declaration, environment),
      rollbackRevisions: 3,
      zones: environment.zones,
    })

    for (const service of serviceNamesOf(name, environment)) this.#service(service, name)
    addEntrance(this, name, environment)
    openWays(this, {
      name,
      calls: callsOf(declaration),
      callers: others.filter((other) => callsOf(other).includes(name)).map((other) => other.name),
      environment,
    })
    addMigration(this, {
      declaration,
      environment,
      settings,
      account: account(this, `${name}-migration`, environment, 'migration'),
    })
    autoscale(this, rollout, declaration, environment)
    smokeAnalysis(this, declaration, environment)
    revisionAnalysis(this, declaration, environment.clock)
    this.#monitor(name)
    new k8s.KubePodDisruptionBudget(this, 'disruption', {
      metadata: { name, annotations: wave(WATCHERS) },
      spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: selectorOf(name) } },
    })
  }

  #service(service: string, name: ServiceName) {
    const { port } = services[name]
    new k8s.KubeService(this, `service-${service}`, {
      metadata: { name: service, labels: labelsOf(name), annotations: wave(WAYS) },
      spec: {
        selector: selectorOf(name),
        ports: [{ name: 'http', port, targetPort: k8s.IntOrString.fromString('http'), appProtocol: 'http' }],
      },
    })
  }

  #monitor(name: ServiceName) {
    new ApiObject(this, 'monitor', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name, annotations: wave(WATCHERS) },
      spec: {
        selector: { matchLabels: selectorOf(name) },
        podTargetLabels: ['rollouts-pod-template-hash', 'role'],
        podMetricsEndpoints: [
          { port: 'metrics', interval: '15s', relabelings: [{ targetLabel: 'service', replacement: name }] },
        ],
      },
    })
  }
}

function serviceNamesOf(name: ServiceName, { router }: Environment): string[] {
  const { stable, canary, ping, pong } = servicesOf(name)
  return router === 'alb' ? [stable, canary, ping, pong] : [stable, canary]
}

function account(scope: Construct, name: string, { settings }: Environment, role: string): ServiceAccount {
  const arn = settings.from === 'ssm' ? settings.facts.roles[role] : undefined
  if (settings.from === 'ssm' && !arn)
    throw new Error(
      `${name} has no role: add "${role}" to the roles of the facts, or its pods cannot read their secrets.`,
    )
  return new ServiceAccount(scope, `account-${name}`, {
    metadata: { name, annotations: { ...wave(WAYS), ...(arn && { 'eks.amazonaws.com/role-arn': arn }) } },
    automountToken: false,
  })
}

/** Named by its content: a changed setting is a new revision, and going back finds the old settings still there. */
function settingsMap(scope: Construct, name: ServiceName, data: Record<string, string>): ConfigMap {
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 8)
  return new ConfigMap(scope, 'settings', {
    metadata: { name: `${name}-settings-${hash}`, annotations: wave(WAYS) },
    data,
    immutable: true,
  })
}
