import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { confined } from '../../image/confined.ts'

export interface ContainerOptions {
  tree: string
  args: string[]
  env: Record<string, string>
  volumes: Record<string, string>
  /** All that it prints is added to this file. */
  logFile: string
}

export interface Exit {
  exitCode: number
  signal?: NodeJS.Signals
}

/** A process of an image, in the image's file tree. */
export class Container {
  readonly pid: number
  readonly startedAt = new Date()
  readonly ended: Promise<Exit>
  #running = true

  constructor({ tree, args, env, volumes, logFile }: ContainerOptions) {
    const run = confined(tree, args, env, volumes)
    const log = openSync(logFile, 'a')
    const child = spawn(run.command, run.args, { env: run.env, stdio: ['ignore', log, log], detached: true })
    closeSync(log)
    this.pid = child.pid!
    this.ended = once(child, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
      this.#running = false
      // A shell's way to say it, and a container runtime's.
      return signal
        ? { exitCode: signal === 'SIGKILL' ? 137 : 143, signal: signal as NodeJS.Signals }
        : { exitCode: Number(code) }
    })
  }

  signal(name: NodeJS.Signals): void {
    if (this.#running) process.kill(this.pid, name)
  }

  /** Asks it to end, and kills it after so long. */
  async stop(graceMs: number): Promise<void> {
    this.signal('SIGTERM')
    const impatience = setTimeout(() => this.signal('SIGKILL'), graceMs)
    await this.ended
    clearTimeout(impatience)
  }
}
