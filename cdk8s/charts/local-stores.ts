import { Size } from 'cdk8s'
import {
  type ContainerProps,
  Cpu,
  Deployment,
  DeploymentStrategy,
  EnvValue,
  ImagePullPolicy,
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyPort,
  Pods,
  Probe,
  Secret,
  Service,
  Volume,
} from 'cdk8s-plus-27'
import type { Construct } from 'constructs'
import { completePods, podProps, securityContext } from '../constructs/pod.ts'
import { WAYS, wave } from '../constructs/wave.ts'

interface Store {
  name: string
  port: number
  container: Partial<ContainerProps> & Pick<ContainerProps, 'image'>
  /** Folders that it writes to. */
  writes: Record<string, string>
}

/** PostgreSQL and Redis for a cluster on one's own machine: their data lasts as long as their pods. */
export function addLocalStores(scope: Construct): void {
  const admin = Secret.fromSecretName(scope, 'admin', 'database-admin')
  addStore(scope, {
    name: 'postgres',
    port: 5432,
    container: {
      image: 'docker.io/library/postgres:16.10@sha256:21f6013073bc6b92830a2129570e2f5ec42a6c734b5a985a41e83aa58f54c3c1',
      args: ['-c', 'max_connections=200'],
      envVariables: {
        POSTGRES_DB: EnvValue.fromValue('tiketi'),
        POSTGRES_PASSWORD: EnvValue.fromSecretValue({ secret: admin, key: 'DATABASE_ADMIN_PASSWORD' }),
        PGDATA: EnvValue.fromValue('/var/lib/postgresql/data/tiketi'),
      },
      readiness: Probe.fromCommand(['pg_isready', '--username', 'postgres']),
    },
    writes: { data: '/var/lib/postgresql/data', run: '/var/run/postgresql', tmp: '/tmp' },
  })
  addStore(scope, {
    name: 'redis',
    port: 6379,
    container: {
      image: 'docker.io/library/redis:7.4@sha256:71da9275c5f3fcb97d0fa0c8c5b36cc995327265420f17a04bfd544f458059f7',
      args: ['--save', ''],
      readiness: Probe.fromTcpSocket({ port: 6379 }),
    },
    writes: { data: '/data' },
  })
}

function addStore(scope: Construct, { name, port, container, writes }: Store) {
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'store' }
  const metadata = { name, labels, annotations: wave(WAYS) }
  const deployment = new Deployment(scope, name, {
    ...podProps,
    metadata,
    podMetadata: { labels },
    select: false,
    replicas: 1,
    strategy: DeploymentStrategy.recreate(),
    containers: [
      {
        ...container,
        name,
        ports: [{ name, number: port }],
        securityContext,
        imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
        resources: {
          cpu: { request: Cpu.millis(100), limit: Cpu.millis(1_000) },
          memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
        },
        volumeMounts: Object.entries(writes).map(([volume, path]) => ({
          path,
          volume: Volume.fromEmptyDir(scope, `${name}-${volume}`, volume),
        })),
      },
    ],
  })
  deployment.select(LabelSelector.of({ labels }))
  completePods(deployment)

  const stores = Pods.select(scope, `${name}-pods`, { labels })
  new Service(scope, `${name}-service`, { metadata, ports: [{ name, port }], selector: stores })
  const policy = new NetworkPolicy(scope, `${name}-ways`, { metadata, selector: stores })
  for (const [component, peers] of Object.entries(clients))
    policy.addIngressRule(Pods.select(scope, `${name}-${component}`, { labels: peers }), [NetworkPolicyPort.tcp(port)])
}

/** Who may open a connection to a store: every service, and what changes its tables. */
const clients = {
  services: { 'app.kubernetes.io/component': 'service' },
  migrations: { 'app.kubernetes.io/component': 'migration' },
}
