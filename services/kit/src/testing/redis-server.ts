import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

type Settings = Record<string, string | number>

/** Starts a Redis server with nothing on disk, which ends with this process at the latest. It is ready on return. */
export async function startServer(program: string, settings: Settings): Promise<ChildProcess> {
  const all = { bind: '127.0.0.1', save: '', appendonly: 'no', 'set-proc-title': 'no', ...settings }
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, String(value)])
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const killed = () => server.kill('SIGKILL')
  process.once('exit', killed)
  server.once('exit', () => process.off('exit', killed))
  const ready = Promise.withResolvers<void>()
  let last = ''
  createInterface(server.stdout).on('line', (line) => {
    last = line
    if (/ready to accept connections/i.test(line)) ready.resolve()
  })
  server.once('error', ready.reject)
  server.once('close', (code) => ready.reject(new Error(`The test's Redis ended with ${code}: ${last}`)))
  await ready.promise
  return server
}

/** Ends a server, what it held is lost. */
export async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  // A test may have stopped it with SIGSTOP, under which SIGTERM would wait.
  server.kill('SIGKILL')
  await once(server, 'exit')
}
