import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { lastWords } from './log-line.ts'

const PATIENCE_MS = 10_000
const LINES_KEPT = 40

export interface ChildOptions {
  name: string
  command: string
  args: string[]
  /** Added to this process's own environment. */
  env?: Record<string, string>
  /** Every line that it prints is added to this file. */
  logFile?: string
  onLine?: (line: string) => void
  /** How it is asked to end; SIGTERM unless it means something else to it. */
  stopSignal?: NodeJS.Signals
}

export interface Child {
  readonly name: string
  readonly pid: number
  /** Settles when the process is gone, with how it went and what it said last. */
  readonly ended: Promise<string>
  readonly running: boolean
  /** Asks it to end, and kills it if it has not within ten seconds. */
  stop(): Promise<void>
}

/**
 * Starts a program in a process group of its own, so that Ctrl-C at the terminal reaches only this process, which then
 * ends its children in the right order.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, command, args, env, logFile, onLine, stopSignal = 'SIGTERM' } = options
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const log = logFile ? createWriteStream(logFile, { flags: 'a' }) : undefined
  // A full disk is reported by whoever needs it; a lost log line must not end the system.
  log?.on('error', () => {})
  const last: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      if (last.push(line) > LINES_KEPT) last.shift()
      log?.write(`${line}\n`)
      onLine?.(line)
    })
  }

  const started = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<string>()
  child.once('spawn', started.resolve)
  child.once('error', (error) => started.reject(new Error(`${name} could not be started: ${error.message}`)))
  child.once('close', (code, signal) => {
    log?.end()
    // Who was killed had no last words about it.
    if (signal) ended.resolve(`${name} ended by ${signal}`)
    else ended.resolve(`${name} ended with code ${code}: ${lastWords(last) ?? 'it said nothing'}`)
  })
  await started.promise

  const running = () => child.exitCode === null && child.signalCode === null
  return {
    name,
    pid: child.pid!,
    ended: ended.promise,
    get running() {
      return running()
    },
    async stop() {
      if (running()) child.kill(stopSignal)
      const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      await ended.promise
      clearTimeout(impatience)
    },
  }
}
