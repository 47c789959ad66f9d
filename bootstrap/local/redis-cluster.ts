import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePorts } from '@tiketi/kit/testing'
import { localCertificate } from '@tiketi/kit/testing/certificate'
import {
  CLUSTER_NODES,
  clusterIsUp,
  letReplace,
  masterOf,
  nodeSettings,
  nodesFiles,
  replicated,
} from '@tiketi/kit/testing/redis-cluster-nodes'
import { openssl, redisServerWithTls } from '../tools.ts'
import type { ChildOptions } from './child.ts'
import type { Environment } from './environment.ts'
import { Programs } from './programs.ts'
import { startServer } from './redis.ts'

interface RedisClusterOptions extends Pick<ChildOptions, 'env' | 'logFile'> {
  dataDir: string
}

export interface RedisCluster {
  /** What a service reads to use it. */
  environment: Environment
  /** The names of its nodes. */
  nodes: string[]
  /** Sends a signal to a node; if it ends the node, waits until it is gone. */
  kill(node: string, signal: NodeJS.Signals): Promise<void>
  /** Starts a node again that was ended, with nothing but what it knows of the cluster. */
  restart(node: string): Promise<void>
  /** Ends the master for a key without a word, once its replica has what it has. */
  killMasterOf(key: string): Promise<void>
  /** Lets replicas take the place of lost masters, as they do unless they are kept from it. */
  letReplace(may: boolean): Promise<void>
  stop(): Promise<void>
}

const SILENT_MS = 5_000

/**
 * Starts a cluster of three masters with a replica each, on ports that are free: TLS by a certificate of its own, and a
 * password. It begins with nothing, since nothing in Redis is worth keeping. It is up on return.
 */
export async function startRedisCluster({ dataDir, ...options }: RedisClusterOptions): Promise<RedisCluster> {
  await rm(dataDir, { recursive: true, force: true })
  await mkdir(dataDir, { recursive: true })
  const [program, certificate] = await Promise.all([redisServerWithTls(), localCertificate(await openssl(), dataDir)])
  const password = randomBytes(24).toString('hex')
  const ports = await freePorts(2 * CLUSTER_NODES)
  const nodes = Array.from({ length: CLUSTER_NODES }, (_, at) => ({
    port: ports[2 * at]!,
    busPort: ports[2 * at + 1]!,
  }))
  const files = nodesFiles(nodes)
  const starters = nodes.map((node, at) => {
    const [name, dir] = [`Redis node ${at + 1}`, join(dataDir, String(at + 1))]
    const settings = { dir, save: '', ...nodeSettings(node, certificate, password, SILENT_MS) }
    return [name, () => startServer({ name, program, settings, ...options })] as const
  })
  const names = starters.map(([name]) => name)
  const servers = new Programs<string>(Object.fromEntries(starters))
  for (const [at, file] of files.entries()) {
    await mkdir(join(dataDir, String(at + 1)))
    await writeFile(join(dataDir, String(at + 1), 'nodes.conf'), file)
  }
  const stop = () => servers.stop(...names)
  try {
    await servers.start(...names)
    const access = { nodes, password, ca: await readFile(certificate.certFile, 'utf8') }
    await clusterIsUp(access)
    return {
      environment: {
        REDIS_CLUSTER: 'true',
        REDIS_URL: `rediss://${nodes.map(({ port }) => `localhost:${port}`).join()}`,
        REDIS_PASSWORD: password,
        NODE_EXTRA_CA_CERTS: certificate.certFile,
      },
      nodes: names,
      kill: (node, signal) => servers.kill(node, signal),
      restart: (node) => servers.start(node),
      async killMasterOf(key) {
        const master = await masterOf(key, access)
        await replicated(master, access)
        await servers.kill(names[nodes.indexOf(master)]!, 'SIGKILL')
      },
      letReplace: (may) => letReplace(may, access),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
