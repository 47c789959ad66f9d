import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ports } from './addresses.ts'
import { DATABASE, type Environment, environmentOf, type NodeProgram } from './environment.ts'
import { startGateway } from './gateway/gateway.ts'
import { endLeftovers, runMark } from './leftovers.ts'
import { migrateAll } from './migrate.ts'
import { takeOver } from './ownership.ts'
import { startPictures } from './pictures.ts'
import { superuserUrl } from './postgres.ts'
import { Programs } from './programs.ts'
import { type RedisCluster, startRedisCluster } from './redis-cluster.ts'
import { checkRoom } from './room.ts'
import { localSecrets, type Secrets } from './secrets.ts'
import { nodePrograms, type Program, startersOf } from './starters.ts'
import { builtStorefront } from './storefront.ts'

export interface SystemOptions {
  ports: Ports
  /** Holds all that this system keeps: data, secrets, logs. One system at a time may run over it. */
  folder: string
  /** Forgets data and secrets of before. */
  fresh?: boolean
  /** Left out, for somebody who runs it by hand. */
  without?: NodeProgram[]
  /** Added to what every Node program reads. */
  environment?: Environment
  /** Told what is being done, and later what the programs warn of. */
  say?: (line: string) => void
  /** Starts what stands in for S3 too, beside the rest: it takes longer, and only organisers need it. */
  pictures?: boolean
  /** Runs on a Redis Cluster instead of one Redis. */
  redisCluster?: boolean
  /** Gives up starting. */
  signal?: AbortSignal
}

export interface System {
  url: string
  bankUrl: string
  inboxUrl: string
  /** The superuser's URL of the database that the services share. */
  adminUrl: string
  /** The folder of what is served under /posters. */
  posters: string
  secrets: Secrets
  redisCluster: RedisCluster | undefined
  /** Settles when a program ended that nobody told to, with a sentence that says how. */
  died: Promise<string>
  env(program: NodeProgram): Environment
  /** Sends a signal, SIGKILL unless told otherwise; if it ends the program, waits until it is gone. */
  kill(program: Program, signal?: NodeJS.Signals): Promise<void>
  /** The process of a running program. */
  pid(program: Program): number
  /** Starts a program again that was ended. It is ready on return. */
  restart(program: Program): Promise<void>
  stop(): Promise<void>
}

/** Starts all of Tiketi on this machine: stores, migrations, services, their stand-ins, and the gateway before them. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { ports, folder, fresh, without = [], say = () => {}, signal } = options
  // If anything fails, what was begun is ended again, last things first.
  await using begun = new AsyncDisposableStack()
  begun.defer(await takeOver(folder))
  await endLeftovers(folder)
  if (fresh) await forget(folder)
  await checkRoom(ports, folder)
  const secrets = await localSecrets(folder)
  await makeFolders(folder)
  const redisCluster = options.redisCluster ? await startCluster(folder, say) : undefined
  if (redisCluster) begun.defer(redisCluster.stop)
  else await rm(join(folder, 'data/redis-cluster'), { recursive: true, force: true })
  const environment = { ...options.environment, ...redisCluster?.environment }
  const programs = new Programs(startersOf({ folder, ports, secrets, environment, say }))
  const server = { port: ports.postgres, password: secrets.postgresPassword }

  say(redisCluster ? 'Starting PostgreSQL' : 'Starting PostgreSQL and Redis')
  const stores: Program[] = redisCluster ? ['postgres'] : ['postgres', 'redis']
  begun.defer(() => programs.stop(...stores))
  const [storefront] = await Promise.all([builtStorefront(say, signal), programs.start(...stores)])
  signal?.throwIfAborted()

  say('Bringing every schema up to date')
  await migrateAll({ adminUrl: superuserUrl(server), database: DATABASE, passwords: secrets.rolePasswords })
  signal?.throwIfAborted()

  say('Starting the services, and what stands in for the bank, the mail and Google')
  begun.defer(() => programs.stop(...nodePrograms))
  await programs.start(...nodePrograms.filter((name) => !without.includes(name)))
  const bankUrl = `http://localhost:${ports.bank}`
  const posters = join(folder, 'posters')
  const gateway = await startGateway({
    port: ports.gateway,
    servicePorts: ports,
    storefront,
    posters,
    picturesPort: ports.pictures,
    bankOrigin: new URL(environment.BANK_SCRIPT_URL ?? bankUrl).origin,
  })
  begun.defer(() => gateway.close())
  if (options.pictures) {
    const starting = startPictures({
      port: ports.pictures,
      env: runMark(folder),
      logFile: join(folder, 'logs/pictures.log'),
    })
    starting.catch((error) => say(`No pictures can be uploaded: ${error.message}`))
    begun.defer(() =>
      starting.then(
        (child) => child.stop(),
        () => {},
      ),
    )
  }
  signal?.throwIfAborted()

  const everything = begun.move()
  return {
    url: `http://localhost:${ports.gateway}`,
    bankUrl,
    inboxUrl: `http://localhost:${ports.inbox}`,
    adminUrl: superuserUrl(server, DATABASE),
    posters,
    secrets,
    redisCluster,
    died: programs.died,
    env: (program) => ({
      ...environmentOf(program, { ports, secrets, dataDir: join(folder, 'data') }),
      ...environment,
    }),
    kill: (program, name = 'SIGKILL') => programs.kill(program, name),
    pid: (program) => programs.pid(program),
    restart: (program) => programs.start(program),
    stop: () => everything.disposeAsync(),
  }
}

async function startCluster(folder: string, say: (line: string) => void): Promise<RedisCluster> {
  say('Starting a Redis Cluster')
  const [data, logFile] = [join(folder, 'data'), join(folder, 'logs/redis.log')]
  const cluster = await startRedisCluster({ dataDir: join(data, 'redis-cluster'), env: runMark(folder), logFile })
  // For a service that is run by hand.
  await writeFile(join(data, 'redis-cluster/environment.json'), JSON.stringify(cluster.environment), { mode: 0o600 })
  return cluster
}

async function forget(folder: string) {
  await rm(join(folder, 'data'), { recursive: true, force: true })
  await rm(join(folder, 'secrets.json'), { force: true })
}

// The logs of the run before are kept: after a crash they are what one looks for.
async function makeFolders(folder: string) {
  const logs = join(folder, 'logs')
  await rm(`${logs}.before`, { recursive: true, force: true })
  if (existsSync(logs)) await rename(logs, `${logs}.before`)
  await mkdir(logs)
  for (const name of ['data', 'posters']) await mkdir(join(folder, name), { recursive: true })
}
