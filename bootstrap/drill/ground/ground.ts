import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServiceName } from '@tiketi/contracts/routes'
import { freePort } from '@tiketi/kit/testing'
import pg from 'pg'
import { NAMESPACE } from '../../../cdk8s/constructs/names.ts'
import type { Child } from '../../local/child.ts'
import { DATABASE, type Environment, environmentOf, type NodeProgram } from '../../local/environment.ts'
import { startNodeProgram } from '../../local/node-program.ts'
import { startPostgres, superuserUrl } from '../../local/postgres.ts'
import { startRedis } from '../../local/redis.ts'
import { localSecrets } from '../../local/secrets.ts'
import { freePorts } from '../../test/whole-system.ts'
import { type Balancer, startBalancer } from '../balancer/balancer.ts'
import { type NodeAgent, startNodeAgent } from '../node-agent/agent.ts'
import { type Image, Images } from '../node-agent/images.ts'
import type { Stage } from '../stage.ts'
import { putSettings, startCloud } from './cloud.ts'
import { injectReadinessGates } from './readiness-gates.ts'

const cache = join(import.meta.dirname, '../../../.local/cache/drill-images')

/** Whose settings the drill's environment reads. */
const SETTINGS_OF = 'staging'

/** Two zones of two nodes. */
export const nodes = ['a', 'b'].flatMap((letter) =>
  [1, 2].map((number) => ({ name: `node-${letter}${number}`, zone: `ap-northeast-2${letter}` })),
)

/** All that the services stand on where their pods are processes. */
export interface Ground {
  /** What the balancer listens at: where visitors go. */
  url: string
  bankUrl: string
  inboxUrl: string
  /** The superuser's URL of the services' database. */
  adminUrl: string
  /** What a program reads that is run beside the cluster. */
  env(program: NodeProgram): Environment
  images: Images
  /** The images of the working tree. */
  current: Record<ServiceName, Image>
  agent: NodeAgent
  balancer: Balancer
}

/** Lays it; all of it ends with the stage. */
export async function layGround(stage: Stage, say: (line: string) => void): Promise<Ground> {
  const folder = join(stage.folder, 'ground')
  const logFile = (name: string) => join(folder, 'logs', `${name}.log`)
  await mkdir(join(folder, 'logs'), { recursive: true })
  const ports = { ...(await freePorts()), gateway: await freePort() }
  const secrets = await localSecrets(folder)
  const surroundings = { ports, secrets, dataDir: folder }
  const env = (program: NodeProgram) => environmentOf(program, surroundings)
  const server = { port: ports.postgres, password: secrets.postgresPassword }
  const options = (name: string) => ({ env: stage.mark, logFile: logFile(name) })

  say('Starting PostgreSQL, Redis, moto, the bank and the inbox; building what images hold')
  const [, , cloud, , , { images, current }] = await Promise.all([
    owned(startPostgres({ ...server, dataDir: join(folder, 'postgres'), durable: false, ...options('postgres') })),
    owned(startRedis({ port: ports.redis, dataDir: join(folder, 'redis'), ...options('redis') })),
    owned(startCloud(await freePort(), options('moto'))),
    owned(startNodeProgram({ program: 'bank', port: ports.bank, ...withEnv('bank') })),
    owned(startNodeProgram({ program: 'inbox', port: ports.inbox, ...withEnv('inbox') })),
    Images.build(cache, join(folder, 'images')),
  ])
  async function owned<T extends Child>(starting: Promise<T>): Promise<T> {
    const child = await starting
    stage.onStop(() => child.stop())
    return child
  }
  function withEnv(program: 'bank' | 'inbox') {
    // Nobody calls the services but by the balancer.
    const webhooks = { BANK_WEBHOOK_URL: `http://127.0.0.1:${ports.gateway}/api/payment/webhooks/toss` }
    return { ...options(program), env: { ...stage.mark, ...env(program), ...webhooks } }
  }
  await createDatabase(superuserUrl(server))
  const url = `http://127.0.0.1:${ports.gateway}`
  const database = `127.0.0.1:${ports.postgres}/${DATABASE}`
  const { BANK_URL, BANK_SCRIPT_URL, REDIS_URL } = env('payment')
  await putSettings(cloud, {
    environment: SETTINGS_OF,
    surroundings,
    changed: {
      'shared/DATABASE_URL': `postgres://${database}`,
      'shared/DATABASE_ADMIN_URL': `postgres://postgres@${database}`,
      'shared/REDIS_URL': REDIS_URL!,
      'shared/REDIS_CLUSTER': 'false',
      'shared/PUBLIC_URL': url,
      'payment/BANK_URL': BANK_URL!,
      'payment/BANK_SCRIPT_URL': BANK_SCRIPT_URL!,
    },
  })

  say(`Starting the agent of ${nodes.length} nodes, and the balancer`)
  await injectReadinessGates(stage)
  const [cert, key] = await Promise.all(
    ['crt', 'key'].map((kind) => readFile(join(stage.folder, 'certificates', `apiserver.${kind}`))),
  )
  const agent = await startNodeAgent({
    keys: { cert: cert!, key: key! },
    kube: stage.kube,
    namespace: NAMESPACE,
    nodes,
    images,
    aws: cloud.environment,
    mark: stage.mark,
    folder: join(folder, 'pods'),
  })
  stage.onStop(() => agent.stop())
  const balancer = await startBalancer({ kube: stage.kube, namespace: NAMESPACE, port: ports.gateway })
  stage.onStop(() => balancer.stop())
  return {
    url,
    bankUrl: `http://localhost:${ports.bank}`,
    inboxUrl: `http://localhost:${ports.inbox}`,
    adminUrl: superuserUrl(server, DATABASE),
    env,
    images,
    current,
    agent,
    balancer,
  }
}

async function createDatabase(adminUrl: string) {
  const client = new pg.Client(adminUrl)
  await client.connect()
  await client.query(`create database ${pg.escapeIdentifier(DATABASE)}`)
  await client.end()
}
