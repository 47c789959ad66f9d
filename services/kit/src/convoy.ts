import { type Connection, Query, type Submittable } from 'pg'

export interface Statement {
  text: string
  values: unknown[]
  /** By which the server knows it once it was parsed; without one it is parsed anew each time. */
  name?: string | undefined
}

interface Convoyed {
  /** Done before it; nobody looks at what they answer. */
  ahead: Statement[]
  main: Statement
  /** Done after it, as little looked at. */
  behind: Statement[]
}

type Done = (error: Error | null | undefined, result?: unknown) => void

/** What pg's client asks of whatever it sends, and what its types leave out. */
interface Answered {
  callback: Done
  handleRowDescription(message: unknown): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: Connection): void
  handleReadyForQuery(connection: Connection): void
  handleError(error: Error, connection: Connection): void
}

/** The connection, with what its types leave out or ask too much for. */
interface Wire {
  stream: { cork(): void; uncork(): void }
  parsedStatements: Record<string, string>
  submittedNamedStatements: Record<string, string>
  parse(query: { text: string; name: string }): void
  bind(query: { statement: string; values: unknown[] }): void
  describe(what: { type: 'P'; name: string }): void
  execute(what: { portal: string }): void
  sync(): void
}

/**
 * Statements that travel together: one message to the server and one back, where each alone would cost both. They share
 * one Sync, so the server does none that follows one that failed (PostgreSQL, "Message Flow", "Pipelining"). The answer
 * is the main statement's, the error whosever it is.
 */
export class Convoy implements Submittable {
  readonly #all: Statement[]
  readonly #main: number
  readonly #query: Query & Answered
  #answered = 0

  constructor({ ahead, main, behind }: Convoyed, done: Done) {
    this.#all = [...ahead, main, ...behind]
    this.#main = ahead.length
    this.#query = new Query(main.text, done as never) as Query & Answered
  }

  submit(connection: Connection) {
    const wire = connection as unknown as Wire
    wire.stream.cork()
    for (const [at, { name = '', text, values }] of this.#all.entries()) {
      if (!name || !(wire.parsedStatements[name] ?? wire.submittedNamedStatements[name])) {
        wire.parse({ name, text })
        if (name) wire.submittedNamedStatements[name] = text
      }
      wire.bind({ statement: name, values: values.map(onTheWire) })
      if (at === this.#main) wire.describe({ type: 'P', name: '' })
      wire.execute({ portal: '' })
    }
    wire.sync()
    wire.stream.uncork()
  }

  /** The client takes down of whom the server says that it was parsed. */
  get name() {
    return this.#all[this.#answered]?.name
  }

  get text() {
    return this.#all[this.#answered]?.text
  }

  /** The client gives it the types of values. */
  get _result() {
    return Reflect.get(this.#query, '_result')
  }

  get callback() {
    return this.#query.callback
  }

  set callback(callback: Done) {
    this.#query.callback = callback
  }

  handleRowDescription(message: unknown) {
    this.#query.handleRowDescription(message)
  }

  handleDataRow(message: unknown) {
    if (this.#answered === this.#main) this.#query.handleDataRow(message)
  }

  handleCommandComplete(message: unknown, connection: Connection) {
    if (this.#answered === this.#main) this.#query.handleCommandComplete(message, connection)
    this.#answered += 1
  }

  handleReadyForQuery(connection: Connection) {
    this.#query.handleReadyForQuery(connection)
  }

  handleError(error: Error, connection: Connection) {
    // Those after it were not even parsed.
    const { submittedNamedStatements } = connection as unknown as Wire
    for (const { name } of this.#all.slice(this.#answered)) if (name) delete submittedNamedStatements[name]
    this.#query.handleError(error, connection)
  }
}

function onTheWire(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  return Buffer.isBuffer(value) ? value : String(value)
}
