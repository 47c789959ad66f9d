import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { Cluster, type Command, Redis } from 'ioredis'
import type { Log } from './log.ts'
import { isTraced, SpanKind, traced } from './trace.ts'

export type RedisClient = Redis | Cluster

export interface RedisConfig {
  REDIS_URL: string
  REDIS_PASSWORD?: string
  REDIS_CLUSTER: boolean
}

/**
 * A client of the configured Redis: one node or a cluster, in clear or TLS (`rediss:`). While Redis is away each command
 * fails at once instead of waiting in a queue, and the client comes back by itself. Of a cluster any node will do, or
 * several by commas: `rediss://one:6379,two:6379`.
 */
export function connectRedis(config: RedisConfig, log: Log): RedisClient {
  const [scheme, hosts] = config.REDIS_URL.split('://') as [string, string]
  const addresses = hosts.split(',').map((host) => new URL(`redis://${host}`))
  const nodes = addresses.map(({ hostname, port }) => ({ host: hostname, port: Number(port || 6379) }))
  const node = {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 2_000,
    connectTimeout: 2_000,
    retryStrategy: reconnectDelayMs,
    ...(config.REDIS_PASSWORD && { password: config.REDIS_PASSWORD }),
    // One context for all connections: each new one would read every known authority again.
    ...(scheme === 'rediss' && { tls: { secureContext: createSecureContext() } }),
  }
  const redis = config.REDIS_CLUSTER
    ? new Cluster(nodes, {
        redisOptions: node,
        enableOfflineQueue: false,
        clusterRetryStrategy: reconnectDelayMs,
        shardedSubscribers: true,
        // TLS certificates name the node, so its name must reach the TLS layer unresolved.
        dnsLookup: (name, callback) => callback(null, name),
        // A command is tried elsewhere three times, 100 ms apart, and refused long before a lost master is replaced.
        maxRedirections: 4,
        // A frozen master closes no connection by which its clients would know that it was replaced.
        slotsRefreshInterval: 10_000,
      })
    : new Redis({ ...nodes[0], ...node })
  if (redis instanceof Redis) gatherWrites(redis)
  // Commands that came while a master is being connected to would be refused.
  redis.on('+node', (node: Redis) => {
    gatherWrites(node)
    if (!node.options.readOnly) node.connect().catch(() => {})
  })
  // Without a listener ioredis prints each failed reconnect; one line a change of state is enough.
  let away = false
  redis.on('error', (error: Error) => {
    if (!away) log.warn({ err: error }, 'redis is away')
    away = true
  })
  redis.on('ready', () => {
    if (away) log.info('redis is back')
    away = false
  })
  traceCommands(redis)
  return redis
}

/**
 * Writes what one turn of the event loop sends together: a system call costs more than a command. Order, answers and
 * time limits stay each command's own.
 */
function gatherWrites(redis: Redis): void {
  const send = redis.sendCommand.bind(redis) as (command: Command, ...more: unknown[]) => Promise<unknown>
  redis.sendCommand = (command: Command, ...more: unknown[]) => {
    const { stream } = redis
    if (stream && stream.writableCorked === 0) {
      stream.cork()
      setImmediate(() => stream.uncork())
    }
    return send(command, ...more)
  }
}

/** Each command as a span by its name; keys and values may be somebody's. */
function traceCommands(redis: RedisClient): void {
  const send = redis.sendCommand.bind(redis) as (command: Command, ...more: unknown[]) => Promise<unknown>
  redis.sendCommand = (command: Command, ...more: unknown[]) => {
    if (!isTraced()) return send(command, ...more)
    const attributes = { 'db.system.name': 'redis', 'db.operation.name': command.name }
    return traced(`redis ${command.name}`, SpanKind.CLIENT, attributes, () => send(command, ...more))
  }
}

/** Whether Redis answers, of a cluster every master that the client knows. */
export async function answers(redis: RedisClient): Promise<boolean> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis]
  if (redis.status !== 'ready') return false
  return Promise.all(nodes.map((node) => node.ping())).then(
    () => nodes.length > 0,
    () => false,
  )
}

const reconnectDelayMs = (attempt: number) => Math.min(100 * attempt, 1_000)

/** A connection of its own for subscriptions, which waits for Redis and subscribes again after a loss. */
export function subscriberOf(redis: RedisClient): RedisClient {
  if (redis instanceof Cluster) return redis.duplicate([], { enableOfflineQueue: true })
  // A subscription made while Redis is away waits for it, however long. A time limit, even one of days, would keep the
  // process alive by its timers when a connection broke before its handshake was answered.
  const subscriber = redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null })
  delete subscriber.options.commandTimeout
  return subscriber
}

/** One atomic step, kept as a .lua file: runs it by its hash and loads it where Redis does not know it yet. */
export function script(redis: RedisClient, file: URL): (keys: string[], args: (string | number)[]) => Promise<unknown> {
  const source = readFileSync(file, 'utf8')
  const sha = createHash('sha1').update(source).digest('hex')
  return async (keys, args) => {
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...args)
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('NOSCRIPT'))
        return await redis.eval(source, keys.length, ...keys, ...args)
      throw error
    }
  }
}
