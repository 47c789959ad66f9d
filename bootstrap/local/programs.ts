import type { Child } from './child.ts'

/** Signals after which the program is still there. */
const STAYS = new Set<NodeJS.Signals>(['SIGSTOP', 'SIGCONT'])

/** The running programs of a system. Each can be ended and started again by its name. */
export class Programs<Name extends string> {
  readonly #starters: Record<Name, () => Promise<Child>>
  readonly #running = new Map<Name, Child>()
  readonly #told = new WeakSet<Child>()
  readonly #died = Promise.withResolvers<string>()

  constructor(starters: Record<Name, () => Promise<Child>>) {
    this.#starters = starters
  }

  /** Settles when a program ended that nobody told to. */
  get died(): Promise<string> {
    return this.#died.promise
  }

  /** Starts the programs side by side; all are ready on return. */
  async start(...names: Name[]): Promise<void> {
    const started = await Promise.allSettled(names.map((name) => this.#start(name)))
    for (const outcome of started) if (outcome.status === 'rejected') throw outcome.reason
  }

  /** Sends a signal and, if it ends programs, waits until this one is gone. */
  async kill(name: Name, signal: NodeJS.Signals): Promise<void> {
    const child = this.#running.get(name)
    if (!child?.running) throw new Error(`${name} is not running.`)
    if (!STAYS.has(signal)) this.#told.add(child)
    process.kill(child.pid, signal)
    if (!STAYS.has(signal)) await child.ended
  }

  /** The process of a running program. */
  pid(name: Name): number {
    const child = this.#running.get(name)
    if (!child?.running) throw new Error(`${name} is not running.`)
    return child.pid
  }

  /** Ends the programs side by side. */
  async stop(...names: Name[]): Promise<void> {
    const children = names.map((name) => this.#running.get(name)).filter((child) => child !== undefined)
    for (const child of children) this.#told.add(child)
    await Promise.all(children.map((child) => child.stop()))
  }

  async #start(name: Name) {
    const child = await this.#starters[name]()
    this.#running.set(name, child)
    child.ended.then((how) => this.#told.has(child) || this.#died.resolve(`${how}.`))
  }
}
