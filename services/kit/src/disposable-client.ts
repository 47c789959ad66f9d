import { Client, type ClientConfig } from 'pg'
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
 */
export class DisposableClient extends Client {
  #release: Release = () => {}

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
    this.#release = (error) => {
      if (borrowed) release(error)
      borrowed = false
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: one signature for pg's eleven overloads
  override query(...args: any[]): any {
    const ask = () => Reflect.apply(super.query, this, prepared(args))
    const text = isTraced() ? textOf(args[0]) : undefined
    const answer: unknown =
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

const names = new Map<string, string>()

/** MikroORM writes values into the text; values beside it are those of `executePrepared`. */
function prepared(args: unknown[]): unknown[] {
  const [text, values] = args
  if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return args
  const name = names.get(text) ?? `tiketi_${names.size}`
  names.set(text, name)
  return [{ name, text, values }]
}
