import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import type { Certificate } from './certificate.ts'
import { until } from './until.ts'

const MASTERS = 3
/** Three masters, each with a replica. */
export const CLUSTER_NODES = 2 * MASTERS
const SLOTS = 16_384

export interface ClusterNode {
  port: number
  /** Where the nodes talk to each other. */
  busPort: number
}

/**
 * How a node is started: as on ElastiCache by TLS alone, with a password, known to clients by a name, and serving its
 * slots though others are served by nobody. A master that its neighbours have not heard for `silentMs` is replaced.
 */
export function nodeSettings(
  { port, busPort }: ClusterNode,
  { certFile, keyFile }: Certificate,
  password: string,
  silentMs: number,
) {
  return {
    port: 0,
    'tls-port': port,
    'tls-cert-file': certFile,
    'tls-key-file': keyFile,
    'tls-ca-cert-file': certFile,
    'tls-auth-clients': 'no',
    'tls-replication': 'yes',
    'tls-cluster': 'yes',
    requirepass: password,
    masterauth: password,
    'cluster-enabled': 'yes',
    'cluster-port': busPort,
    'cluster-node-timeout': silentMs,
    // However long it has been without its master, a replica may take its place: what is lost is made anew.
    'cluster-replica-validity-factor': 0,
    'cluster-require-full-coverage': 'no',
    'cluster-announce-hostname': 'localhost',
    'cluster-preferred-endpoint-type': 'hostname',
    // A master would wait some seconds for more replicas before it gives the first one its copy.
    'repl-diskless-sync-delay': 0,
  }
}

/**
 * What each node has in its folder as `nodes.conf` before it starts for the first time: all of the cluster. Nodes that
 * are made to meet instead need many seconds until all have heard of all.
 */
export function nodesFiles(nodes: ClusterNode[]): string[] {
  const ids = nodes.map(() => randomBytes(20).toString('hex'))
  const line = (at: number, myself: boolean) => {
    const { port, busPort } = nodes[at]!
    const master = at % MASTERS
    const [from, to] = [master, master + 1].map((part) => Math.floor((part * SLOTS) / MASTERS)) as [number, number]
    const role = at < MASTERS ? ['master', '-'] : ['slave', ids[master]]
    const [flags, of] = [[...(myself ? ['myself'] : []), role[0]].join(','), role[1]]
    const slots = at < MASTERS ? ` ${from}-${to - 1}` : ''
    return `${ids[at]} 127.0.0.1:${port}@${busPort},localhost ${flags} ${of} 0 0 ${master + 1} connected${slots}`
  }
  return nodes.map((_, myself) => {
    const lines = nodes.map((_, at) => line(at, at === myself))
    return [...lines, `vars currentEpoch ${MASTERS} lastVoteEpoch 0`, ''].join('\n')
  })
}

/** What is needed to talk to the nodes. */
export interface ClusterAccess {
  nodes: ClusterNode[]
  password: string
  ca: string
}

/** Waits until every node finds the cluster whole and every replica follows its master. */
export async function clusterIsUp({ nodes, ...access }: ClusterAccess): Promise<void> {
  await Promise.all(nodes.map((node) => asking(node, access, (client) => until(() => isWhole(client), PATIENCE))))
}

const PATIENCE = { timeoutMs: 60_000 }

/** Lets replicas take the place of lost masters, or keeps them from it, so that a test can look at the time between. */
export async function letReplace(may: boolean, { nodes, ...access }: ClusterAccess): Promise<void> {
  const told = nodes.map((node) =>
    asking(node, access, (client) => client.config('SET', 'cluster-replica-no-failover', may ? 'no' : 'yes')),
  )
  await Promise.allSettled(told)
}

/** Which node is the master for a key, by what the first node says that is there. */
export async function masterOf(key: string, { nodes, ...access }: ClusterAccess): Promise<ClusterNode> {
  const masters = nodes.map((node) =>
    asking(node, access, async (client) => {
      const slot = (await client.cluster('KEYSLOT', key)) as number
      const ranges = await client.cluster('SLOTS')
      const [, , master] = ranges.find(([from, to]) => from <= slot && slot <= to)!
      return nodes.find(({ port }) => port === master![1])!
    }),
  )
  return Promise.any(masters)
}

/** Waits until the replica of a master has all that the master has now. */
export async function replicated(node: ClusterNode, { nodes: _, ...access }: ClusterAccess): Promise<void> {
  await asking(node, access, async (master) => {
    const offset = async (name: RegExp) => Number(name.exec(await master.info('replication'))?.[1] ?? 0)
    const now = await offset(/master_repl_offset:(\d+)/)
    await until(async () => (await offset(/slave0:.*offset=(\d+)/)) >= now, PATIENCE)
  })
}

async function asking<T>(
  { port }: ClusterNode,
  { password, ca }: Omit<ClusterAccess, 'nodes'>,
  ask: (client: Redis) => Promise<T>,
): Promise<T> {
  const client = new Redis({
    host: 'localhost',
    port,
    password,
    tls: { ca },
    retryStrategy: () => null,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
  })
  client.on('error', () => {})
  try {
    return await ask(client)
  } finally {
    client.disconnect()
  }
}

async function isWhole(node: Redis): Promise<boolean> {
  const [state, replication] = await Promise.all([node.cluster('INFO') as Promise<string>, node.info('replication')])
  return (
    state.includes('cluster_state:ok') && /role:master\r\nconnected_slaves:1|master_link_status:up/.test(replication)
  )
}
