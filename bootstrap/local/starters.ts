import { join } from 'node:path'
import { serviceNames } from '@tiketi/contracts/routes'
import type { Ports } from './addresses.ts'
import type { Child } from './child.ts'
import { type Environment, environmentOf, type NodeProgram } from './environment.ts'
import { runMark } from './leftovers.ts'
import { terminalTeller } from './log-line.ts'
import { startNodeProgram } from './node-program.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import type { Secrets } from './secrets.ts'

export type Program = NodeProgram | 'postgres' | 'redis'

/** The programs that are Node's, in no order: each stands it that another is away. */
export const nodePrograms: NodeProgram[] = ['bank', 'inbox', 'google', ...serviceNames]

interface Surroundings {
  folder: string
  ports: Ports
  secrets: Secrets
  environment: Environment
  say: (line: string) => void
}

/** How each program of a system is started. */
export function startersOf({
  folder,
  ports,
  secrets,
  environment,
  say,
}: Surroundings): Record<Program, () => Promise<Child>> {
  const dataDir = join(folder, 'data')
  const mark = runMark(folder)
  const logFile = (program: Program) => join(folder, 'logs', `${program}.log`)

  const nodeProgram = (program: NodeProgram) => () =>
    startNodeProgram({
      program,
      port: ports[program],
      env: { ...mark, ...environmentOf(program, { ports, secrets, dataDir }), ...environment },
      logFile: logFile(program),
      onLine: terminalTeller(program, say),
    })

  return {
    postgres: () =>
      startPostgres({
        dataDir: join(dataDir, 'postgres'),
        port: ports.postgres,
        password: secrets.postgresPassword,
        durable: true,
        env: mark,
        logFile: logFile('postgres'),
      }),
    redis: () =>
      startRedis({ dataDir: join(dataDir, 'redis'), port: ports.redis, env: mark, logFile: logFile('redis') }),
    bank: nodeProgram('bank'),
    inbox: nodeProgram('inbox'),
    google: nodeProgram('google'),
    auth: nodeProgram('auth'),
    event: nodeProgram('event'),
    queue: nodeProgram('queue'),
    reservation: nodeProgram('reservation'),
    payment: nodeProgram('payment'),
    notification: nodeProgram('notification'),
  }
}
