import { execFile } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '@tiketi/kit/testing'
import { type Child, startChild } from '../../local/child.ts'
import { programFolder } from './programs.ts'

const exec = promisify(execFile)

/** The programs that are one file under several names. */
const NAMES = {
  kubehyper: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl'],
  argocd: ['argocd-repo-server', 'argocd-application-controller', 'argocd-applicationset-controller', 'argocd-server'],
  'rollouts-controller': ['rollouts-controller'],
  'kubectl-argo-rollouts': ['kubectl-argo-rollouts'],
  kwok: ['kwok'],
}

const PATIENCE_MS = 120_000

/** Where the parts of a control plane write, and by which they end. */
export class Room {
  readonly folder: string
  readonly mark: Record<string, string>
  readonly #children: Child[] = []
  readonly #ports = new Set<number>()

  private constructor(folder: string, mark: Record<string, string>) {
    this.folder = folder
    this.mark = mark
  }

  static async make(folder: string, mark: Record<string, string>): Promise<Room> {
    const room = new Room(folder, mark)
    await Promise.all(['bin', 'log'].map((name) => mkdir(join(folder, name), { recursive: true })))
    for (const [program, names] of Object.entries(NAMES))
      for (const name of names) await symlink(join(programFolder, program), room.program(name))
    return room
  }

  program(name: string): string {
    return join(this.folder, 'bin', name)
  }

  /** For programs that start others. */
  get path(): string {
    return `${join(this.folder, 'bin')}${delimiter}${process.env.PATH}`
  }

  /** One that no other part was given. */
  async port(): Promise<number> {
    for (;;) {
      const port = await freePort()
      if (this.#ports.has(port)) continue
      this.#ports.add(port)
      return port
    }
  }

  logFile(name: string): string {
    return join(this.folder, 'log', `${name}.log`)
  }

  /** Runs a program to its end and gives what it printed. @throws Error with what it printed as an error. */
  async run(name: string, args: string[], { input, env }: { input?: string; env?: Record<string, string> } = {}) {
    const running = exec(this.program(name), args, {
      env: { ...process.env, PATH: this.path, ...this.mark, ...env },
      maxBuffer: 2 ** 26,
    })
    running.child.stdin?.end(input)
    try {
      return (await running).stdout
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string }
      throw new Error(`${name} ${args.join(' ')} failed: ${stderr?.trim() || message}`)
    }
  }

  /** Starts a part and waits until it says that it is ready. */
  async start(name: string, args: string[], ready: () => Promise<unknown>, env: Record<string, string> = {}) {
    const command = this.program(name)
    const child = await startChild({
      name,
      command,
      args,
      env: { PATH: this.path, ...this.mark, ...env },
      logFile: this.logFile(name),
      // What it knows goes with it, so it need not take its time.
      stopSignal: 'SIGKILL',
    })
    await this.own(child, ready)
  }

  /** Takes over a part that was started elsewhere. */
  async own(child: Child, ready: () => Promise<unknown> = async () => true): Promise<void> {
    this.#children.push(child)
    const early = child.ended.then((how) => Promise.reject(new Error(how)))
    await Promise.race([early, isTrue(`${child.name} is ready`, ready, { timeoutMs: PATIENCE_MS })])
    early.catch(() => {})
  }

  /** The last started ends first. */
  async stop(): Promise<void> {
    for (const child of this.#children.toReversed()) await child.stop()
  }
}

const waits = new Set<{ what: string }>()

/** What is waited for at this moment, in words. */
export function awaited(): string {
  return [...waits].map(({ what }) => what).join('; ') || 'nothing that has a name'
}

/**
 * Waits until something holds; what it throws meanwhile means that it does not yet.
 *
 * @throws Error that names it and the last reason.
 */
export async function isTrue<T>(
  what: string,
  condition: () => Promise<T>,
  { timeoutMs = 60_000, everyMs = 200 } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs
  let reason: unknown
  const wait = { what }
  waits.add(wait)
  try {
    do {
      try {
        const answer = await condition()
        if (answer) return answer
        reason = undefined
      } catch (error) {
        reason = (error as Error).message
      }
      await pause(everyMs)
    } while (performance.now() < deadline)
  } finally {
    waits.delete(wait)
  }
  throw new Error(`Not within ${timeoutMs / 1000} s: ${what}.${reason ? ` Last: ${reason}` : ''}`)
}

/** Whether an address answers with success. */
export async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
  await response.body?.cancel()
  return response.ok
}
