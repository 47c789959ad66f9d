import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import type { Lifetime } from './lifetime.ts'
import { endServer, startServer } from './redis-server.ts'
import { setting } from './setting.ts'

export interface TestRedis {
  url: string
  readonly pid: number
  /** Ends the server; what it held is lost. */
  stop(): Promise<void>
  /** Starts it again, empty, at the same address. */
  start(): Promise<void>
}

/** A Redis server of the test's own, ended with the test. */
export async function testRedis(t: Lifetime): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'tiketi-redis-'))
  const port = await freePort()
  const start = () => startServer(setting('TIKETI_TEST_REDIS_SERVER'), { port, dir })
  let server = await start()
  const stop = () => endServer(server)
  t.after(async () => {
    await stop()
    await rm(dir, { recursive: true, force: true })
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return server.pid!
    },
    stop,
    async start() {
      server = await start()
    },
  }
}
