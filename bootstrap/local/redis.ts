import { mkdir } from 'node:fs/promises'
import { redisServer } from '../tools.ts'
import { type Child, type ChildOptions, startChild } from './child.ts'

interface RedisOptions extends Pick<ChildOptions, 'env' | 'logFile'> {
  dataDir: string
  port: number
}

/** Starts Redis, or Valkey, on 127.0.0.1 with an append-only file. It accepts connections on return. */
export async function startRedis({ dataDir, port, env, logFile }: RedisOptions): Promise<Child> {
  await mkdir(dataDir, { recursive: true })
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: dataDir,
    appendonly: 'yes',
    save: '',
    // A title would overwrite the environment by which leftovers are known.
    'set-proc-title': 'no',
  }
  const ready = Promise.withResolvers<void>()
  const child = await startChild({
    name: 'Redis',
    command: await redisServer(),
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(env && { env }),
    ...(logFile && { logFile }),
    onLine: (line) => /ready to accept connections/i.test(line) && ready.resolve(),
  })
  await Promise.race([ready.promise, child.ended.then((how) => Promise.reject(new Error(how)))])
  return child
}
