import { Client, type ClientConfig } from 'pg'
import { Convoy, type Statement } from './convoy.ts'
import { isTraced, SpanKind, traced } from './trace.ts'

const SYSTEM = { 'db.system.name': 'postgresql' }
const TEXT_KEPT = 1_000

/** What is asked, without the values that MikroORM writes into it. */
function textOf(query: unknown): string | undefined {
  const { text, submit } = typeof query === 'string' ? { text: query } : (query as { text?: unknown; submit?: unknown })
  // What is submitted as an object, such as a cursor, is no promise.
  if (typeof text !== 'string' || submit) return undefined
  return text.slice(0, TEXT_KEPT).replaceAll(/'(?:[^']|'')*'?|(?<![\w$])\d+/g, '?')
}

const nameOf = (text: string) => `postgresql ${/\w+/.exec(text)?.[0].toLowerCase()}`

type Release = (error?: Error) => void

/**
 * A connection that leaves the pool when it is of no use. Without this, one whose server froze goes back to the pool and
 * keeps its next user waiting, and one that is lost in the middle of a transaction never comes back at all, since
 * Kysely gives a connection back only after a ROLLBACK that succeeded: four such losses, and nobody connects any more.
 * Statements whose values come beside the text are prepared once a connection.
 *
 * What nobody waits for travels with the statement that comes next, since a system call costs more than a statement:
 * the start of a transaction, savepoints, and what is marked `AHEAD`. With what is marked `LAST` the commit travels.
 */
export class DatabaseClient extends Client {
  #release: Release = () => {}
  /** Not sent yet. */
  #ahead: Statement[] = []
  /** Whether the commit was sent that is still to be asked for. */
  #committed = false

  constructor(config?: string | ClientConfig) {
    super(config)
    this.once('end', () => this.#release(new Error('Connection terminated')))
  }

  get release(): Release {
    return this.#release
  }

  // The pool gives each borrower a release that may be called once; here the loss of the connection may have been first.
  set release(release: Release) {
    let borrowed = true
    this.#ahead = []
    this.#committed = false
    this.#release = (error) => {
      if (borrowed) release(error)
      borrowed = false
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: one signature for pg's eleven overloads
  override query(...args: any[]): any {
    const [text, values = []] = args
    if (typeof text === 'string' && Array.isArray(values) && args.length < 3) return this.#ask(text, values)
    return this.#traced(args[0], () => Reflect.apply(super.query, this, args))
  }

  #ask(marked: string, values: unknown[]): Promise<unknown> {
    const [, mark, text] = MARKED.exec(marked)!
    if (mark === AHEAD || OPENS.test(text!)) {
      this.#ahead.push(statementOf(text!, values))
      return NOTHING
    }
    if (this.#isDone(text!)) return NOTHING
    const ahead = this.#ahead.splice(0)
    const behind = mark === LAST ? [statementOf('commit', [])] : []
    const main = statementOf(text!, values)
    return this.#traced(text, async () => {
      // More than one in a text is for the simple protocol only.
      if (ahead.length > 0 && values.length === 0 && text!.includes(';')) {
        await this.#send({ ahead: ahead.slice(0, -1), main: ahead.at(-1)!, behind: [] })
        return super.query(text!)
      }
      if (ahead.length === 0 && behind.length === 0) return super.query(values.length > 0 ? main : text!)
      const answer = await this.#send({ ahead, main, behind })
      this.#committed = mark === LAST
      return answer
    })
  }

  /** Whether nothing is to be sent for the end of a transaction. */
  #isDone(text: string): boolean {
    if (text === 'commit') {
      const done = this.#committed || (this.#ahead.length === 1 && this.#ahead[0]!.text === BEGIN)
      if (done) this.#ahead = []
      this.#committed = false
      return done
    }
    if (!text.startsWith('rollback')) return false
    const wholly = text === 'rollback'
    const opened = wholly ? BEGIN : text.replace(/^rollback to (?:savepoint )?/, 'savepoint ')
    const at = this.#ahead.findIndex(({ text }) => text === opened)
    // A savepoint outlives its rollback.
    this.#ahead = this.#ahead.slice(0, wholly ? 0 : at + 1)
    return at >= 0
  }

  #send(convoy: ConstructorParameters<typeof Convoy>[0]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      super.query(new Convoy(convoy, (error, result) => (error ? reject(error) : resolve(result))))
    })
  }

  #traced(query: unknown, ask: () => Promise<unknown>): Promise<unknown> {
    const text = isTraced() ? textOf(query) : undefined
    const answer =
      text === undefined ? ask() : traced(nameOf(text), SpanKind.CLIENT, { ...SYSTEM, 'db.query.text': text }, ask)
    return answer instanceof Promise ? answer.catch((error) => this.#giveUp(error)) : answer
  }

  #giveUp(error: Error & { detail?: string }): never {
    // It quotes the row that a constraint refused, hashes and addresses with it, and would go into messages and logs.
    delete error.detail
    if (error.message !== 'Query read timeout') throw error
    const { stream } = Reflect.get(this, 'connection') as { stream: { destroy(): void } }
    stream.destroy()
    throw Object.assign(error, { code: 'ETIMEDOUT' })
  }
}

/** Of statements whose answer nobody looks at: what goes wrong with one is told to whoever asks next. */
export const AHEAD = '/* ahead */ '
/** Of the last statement of a transaction: it is committed if this goes well. */
export const LAST = '/* last */ '

const MARKED = /^(\/\* ahead \*\/ |\/\* last \*\/ )?(.*)$/s
const BEGIN = 'begin'
const OPENS = /^(?:begin|savepoint\b.*)$/
const NOTHING = Promise.resolve({ command: '', rowCount: 0, rows: [] })

const names = new Map<string, string>()

/** MikroORM writes values into the text; values beside it are those of `executePrepared`. */
function statementOf(text: string, values: unknown[]): Statement {
  if (values.length === 0 && !OWN.test(text)) return { text, values }
  const name = names.get(text) ?? `tiketi_${names.size}`
  names.set(text, name)
  return { name, text, values }
}

/** Without values, and few. */
const OWN = /^(?:begin|commit|savepoint claim)$/
