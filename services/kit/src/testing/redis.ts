import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { freePort } from './free-port.ts'
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
export async function testRedis(t: TestContext): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'tiketi-redis-'))
  const port = await freePort()
  const start = () => startServer(port, folder)
  let server = await start()
  const stop = () => endServer(server)
  t.after(async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
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

async function startServer(port: number, folder: string): Promise<ChildProcess> {
  const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no', 'set-proc-title': 'no' }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const server = spawn(setting('TIKETI_TEST_REDIS_SERVER'), args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const killed = () => server.kill('SIGKILL')
  process.once('exit', killed)
  server.once('exit', () => process.off('exit', killed))
  const ready = Promise.withResolvers<void>()
  createInterface(server.stdout).on('line', (line) => /ready to accept connections/i.test(line) && ready.resolve())
  server.once('error', ready.reject)
  server.once('exit', (code) => ready.reject(new Error(`The test's Redis ended with ${code}.`)))
  await ready.promise
  return server
}

async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  // A test may have stopped it with SIGSTOP, under which SIGTERM would wait.
  server.kill('SIGKILL')
  await once(server, 'exit')
}
