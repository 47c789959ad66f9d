import { mkdir } from 'node:fs/promises'
import { redisServer } from '../tools.ts'
import { type Child, type ChildOptions, startChild } from './child.ts'

interface RedisOptions extends Pick<ChildOptions, 'env' | 'logFile'> {
  dataDir: string
  port: number
}

/** Starts Redis, or Valkey, on 127.0.0.1 with an append-only file. It accepts connections on return. */
export async function startRedis({ dataDir, port, ...options }: RedisOptions): Promise<Child> {
  await mkdir(dataDir, { recursive: true })
  const settings = { port, dir: dataDir, appendonly: 'yes', save: '' }
  return startServer({ name: 'Redis', program: await redisServer(), settings, ...options })
}

interface ServerOptions extends Pick<ChildOptions, 'name' | 'env' | 'logFile'> {
  program: string
  settings: Record<string, string | number>
}

export async function startServer({ program, settings, ...options }: ServerOptions): Promise<Child> {
  // A title would overwrite the environment by which leftovers are known.
  const all = { bind: '127.0.0.1', 'set-proc-title': 'no', ...settings }
  const ready = Promise.withResolvers<void>()
  const child = await startChild({
    ...options,
    command: program,
    args: Object.entries(all).flatMap(([name, value]) => [`--${name}`, String(value)]),
    onLine: (line) => /ready to accept connections/i.test(line) && ready.resolve(),
  })
  await Promise.race([ready.promise, child.ended.then((how) => Promise.reject(new Error(how)))])
  return child
}
