import { createHash } from 'node:crypto'
import type { StoredAnswer } from './books.ts'
import type { Core } from './core.ts'
import { BankError } from './errors.ts'

const MAX_LENGTH = 300

const hash = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

export interface Claim {
  /** The answer to store with the work's effect, so that both survive or neither. */
  answer(status: number, body: unknown): StoredAnswer | undefined
  release(): void
}

/**
 * Idempotency keys of POST calls: the same key, API key, method and URL get the first answer again; a call whose first
 * is still running gets 409. The body is no part of it.
 */
export class Idempotency {
  private readonly core: Core
  private readonly running = new Set<string>()

  constructor(core: Core) {
    this.core = core
  }

  begin(call: { key: string; apiKey: string; method: string; url: string; body: unknown }): StoredAnswer | Claim {
    if (call.key.length > MAX_LENGTH) throw new BankError('INVALID_IDEMPOTENCY_KEY')
    const { books, switches, now } = this.core
    const identity = hash(call.key, call.apiKey, call.method, call.url)
    const bodyHash = hash(JSON.stringify(call.body))

    if (this.running.has(identity)) throw new BankError('IDEMPOTENT_REQUEST_PROCESSING')
    const stored = books.answer(identity, now())
    if (stored && (stored.status < 500 || switches.idempotencyReplays5xx)) {
      if (stored.bodyHash !== bodyHash && switches.idempotencyOtherBody === 'refuse')
        throw new BankError('INVALID_REQUEST')
      return stored
    }
    this.running.add(identity)
    return {
      answer: (status, body) => ({ identity, bodyHash, status, body, atMs: now() }),
      release: () => this.running.delete(identity),
    }
  }
}
