import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setDefaultCACertificates } from 'node:tls'
import { localCertificate } from './certificate.ts'
import { freePorts } from './free-port.ts'
import {
  CLUSTER_NODES,
  type ClusterNode,
  clusterIsUp,
  letReplace,
  masterOf,
  nodeSettings,
  nodesFiles,
} from './redis-cluster-nodes.ts'
import { endServer, startServer } from './redis-server.ts'
import { setting } from './setting.ts'

export interface TestRedisCluster {
  /** The settings with which a service uses it. */
  config: { REDIS_URL: string; REDIS_PASSWORD: string; REDIS_CLUSTER: true }
  /** The node that is the master for a key at this moment. */
  masterOf(key: string): Promise<{ port: number; process: ChildProcess }>
  /** Lets replicas take the place of lost masters, as they do unless they are kept from it. */
  letReplace(may: boolean): Promise<void>
}

/** Authorities of all clusters of this process, which trusts no others: reading the world's takes time. */
const trusted: string[] = []
/** How long a master that a test takes away is silent before it is replaced. */
const SILENT_MS = 4_000
/** As on ElastiCache: where no master dies, a busy machine must not look like a dead one. */
const UNHURRIED_MS = 15_000

/**
 * A cluster of the test's own: three masters with a replica each, TLS, a password. This process trusts its certificate
 * from then on. It ends with the test.
 */
export async function testRedisCluster(t: TestContext): Promise<TestRedisCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'tiketi-redis-'))
  const { servers, cluster } = await startCluster(folder, SILENT_MS)
  t.after(async () => {
    await Promise.all(servers.map(endServer))
    await rm(folder, { recursive: true, force: true })
  })
  return cluster
}

/**
 * For guarantees that hold whatever Redis is: the settings of one cluster that all tests of this process share, and none
 * for the single node that a test starts by itself.
 */
export const redisKinds = {
  'one Redis': async (): Promise<Partial<TestRedisCluster['config']>> => ({}),
  'a Redis Cluster': async () => (await sharedCluster()).config,
}

/** Settings as an environment holds them. */
export function settingsOf(config: object): Record<string, string> {
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]))
}

let shared: Promise<TestRedisCluster> | undefined

function sharedCluster(): Promise<TestRedisCluster> {
  shared ??= startForThisProcess()
  return shared
}

async function startForThisProcess(): Promise<TestRedisCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'tiketi-redis-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const { servers, cluster } = await startCluster(folder, UNHURRIED_MS)
  // They end with this process and do not keep it.
  for (const server of servers) {
    server.unref()
    ;(server.stdout as Socket).unref()
  }
  return cluster
}

async function startCluster(
  folder: string,
  silentMs: number,
): Promise<{ servers: ChildProcess[]; cluster: TestRedisCluster }> {
  const password = randomUUID()
  const certificate = await localCertificate(setting('TIKETI_TEST_OPENSSL'), folder)
  const ca = await readFile(certificate.certFile, 'utf8')
  trusted.push(ca)
  setDefaultCACertificates(trusted)

  const ports = await freePorts(2 * CLUSTER_NODES)
  const nodes = Array.from({ length: CLUSTER_NODES }, (_, at): ClusterNode => {
    return { port: ports[2 * at]!, busPort: ports[2 * at + 1]! }
  })
  const files = nodesFiles(nodes)
  const servers = await Promise.all(
    nodes.map(async (node, at) => {
      const dir = join(folder, String(at))
      await mkdir(dir)
      await writeFile(join(dir, 'nodes.conf'), files[at]!)
      const settings = nodeSettings(node, certificate, password, silentMs)
      return startServer(setting('TIKETI_TEST_REDIS_TLS_SERVER'), { dir, ...settings })
    }),
  )
  const access = { nodes, password, ca }
  await clusterIsUp(access)

  const cluster: TestRedisCluster = {
    config: {
      REDIS_URL: `rediss://${nodes.map(({ port }) => `localhost:${port}`).join()}`,
      REDIS_PASSWORD: password,
      REDIS_CLUSTER: true,
    },
    async masterOf(key) {
      const { port } = await masterOf(key, access)
      return { port, process: servers[nodes.findIndex((node) => node.port === port)]! }
    },
    letReplace: (may) => letReplace(may, access),
  }
  return { servers, cluster }
}
