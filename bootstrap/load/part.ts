import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { FromCrowd, Measured, Progress, ToCrowd, Turn } from './crowd-talk.ts'

const NONE: Progress = { joined: 0, connected: 0, called: 0, claimed: 0, bought: 0, left: 0, back: 0, failed: 0 }

/** A process that holds a part of the crowd. */
export class Part {
  readonly #child: ChildProcess
  #progress = NONE

  /** @param onTurn is given everybody of this part who is to come in. */
  constructor(onTurn: (turn: Turn) => void = () => {}) {
    this.#child = fork(new URL('./crowd.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#child.on('message', (message: FromCrowd) => {
      if (message.type === 'progress') this.#progress = message.progress
      if (message.type === 'turn') onTurn(message.turn)
    })
  }

  get progress(): Progress {
    return this.#progress
  }

  /** Lets somebody of another part come in. */
  take(turn: Turn): void {
    this.#child.send({ type: 'turn', turn } satisfies ToCrowd)
  }

  /** Settles when it is done. @throws Error when the process ends instead. */
  async tell(message: Exclude<ToCrowd, { type: 'end' | 'turn' }>): Promise<void> {
    const ready = this.#answer('ready')
    this.#child.send(message)
    await ready
  }

  async end(): Promise<Measured> {
    const measured = this.#answer('measured')
    this.#child.send({ type: 'end' } satisfies ToCrowd)
    const answer = await measured
    this.stop()
    return answer.measured
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }

  async #answer<Type extends FromCrowd['type']>(type: Type): Promise<Extract<FromCrowd, { type: Type }>> {
    const over = new AbortController()
    const ended = once(this.#child, 'exit', { signal: over.signal }).then(() => {
      throw new Error('A part of the crowd ended before it was done; what it said is above.')
    })
    const answered = Promise.withResolvers<Extract<FromCrowd, { type: Type }>>()
    const hear = (message: FromCrowd) => message.type === type && answered.resolve(message as never)
    this.#child.on('message', hear)
    try {
      return await Promise.race([answered.promise, ended])
    } finally {
      this.#child.off('message', hear)
      ended.catch(() => {})
      over.abort()
    }
  }
}

/** All parts together. */
export function sum(parts: Part[]): Progress {
  return parts.reduce(
    (all, { progress }) =>
      Object.fromEntries(
        Object.entries(progress).map(([name, value]) => [name, all[name as keyof Progress] + value]),
      ) as unknown as Progress,
    NONE,
  )
}
