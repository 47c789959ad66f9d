import { createHash, randomUUID } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { counter } from '@tiketi/kit/metrics'
import type { RedisClient } from '@tiketi/kit/redis'

/** An answer as it goes over the wire. */
export interface Answer {
  body: Buffer
  etag: string
}

const GENERATION = 'event:cache:generation'
/** How long a process goes on with the generation that it knows, so how late it can be to see that answers changed. */
const GENERATION_KNOWN_MS = 200
/** An answer lives at most this long, in Redis and then in a process: what changes by the clock alone shows by then. */
const KEPT_MS = 60_000
/** Without Redis nobody tells a process that answers changed. */
const KEPT_ALONE_MS = 1_000
/** Redis is there to be faster than the database. */
const PATIENCE_MS = 100
const MOST_BYTES = 16 * 1_024 * 1_024

const answeredTotal = counter('event_answers_total', 'Cached answers by where they came from', ['source'])

interface Remembered {
  answer: Answer
  generation: string | undefined
  until: number
}

/**
 * Answers kept as the bytes that are sent: in this process, in Redis, else made anew, by one maker at a time for each
 * answer. They carry the name of a generation. A change begins a new generation after it is committed, so an answer that
 * was made from older data can only ever be found under an older name. Without Redis each process keeps answers for a
 * second.
 */
export class AnswerCache {
  readonly #redis: RedisClient
  readonly #remembered = new Map<string, Remembered>()
  readonly #making = new Map<string, Promise<Answer>>()
  #bytes = 0
  #generation: string | undefined
  #generationUntil = 0
  #readingGeneration: Promise<void> | undefined

  constructor(redis: RedisClient) {
    this.#redis = redis
  }

  /** The answer known by this key, or the one that `make` gives, as JSON. */
  async answer(key: string, make: () => Promise<unknown>): Promise<Answer> {
    if (performance.now() >= this.#generationUntil) await this.#readGeneration()
    const generation = this.#generation
    const known = this.#remembered.get(key)
    if (known && known.generation === generation && known.until > performance.now()) {
      answeredTotal.inc({ source: 'process' })
      return known.answer
    }
    const name = `event:cache:${generation}:${key}`
    const making = this.#making.get(name)
    if (making) return making
    const made = this.#find(name, generation, make)
      .then((answer) => this.#remember(key, answer, generation))
      .finally(() => this.#making.delete(name))
    this.#making.set(name, made)
    return made
  }

  /**
   * Begins a new generation: no answer from before is given any more, by this process at once and by the others within
   * a fifth of a second.
   *
   * @throws Error when Redis is away.
   */
  async renew(): Promise<void> {
    const generation = randomUUID()
    await this.#redis.set(GENERATION, generation)
    this.#know(generation, GENERATION_KNOWN_MS)
  }

  #readGeneration(): Promise<void> {
    this.#readingGeneration ??= this.#askGeneration()
      .then(
        (generation) => this.#know(generation, GENERATION_KNOWN_MS),
        () => this.#know(undefined, KEPT_ALONE_MS),
      )
      .finally(() => {
        this.#readingGeneration = undefined
      })
    return this.#readingGeneration
  }

  async #askGeneration(): Promise<string> {
    const known = await inTime(this.#redis.get(GENERATION))
    if (known) return known
    // A Redis that lost its memory, or never had any: whoever is first begins.
    await inTime(this.#redis.set(GENERATION, randomUUID(), 'NX'))
    return (await inTime(this.#redis.get(GENERATION)))!
  }

  #know(generation: string | undefined, forMs: number): void {
    this.#generation = generation
    this.#generationUntil = performance.now() + forMs
  }

  async #find(name: string, generation: string | undefined, make: () => Promise<unknown>): Promise<Answer> {
    if (generation === undefined) return this.#make(make)
    const kept = await inTime(this.#redis.getBuffer(name)).catch(() => null)
    if (kept) {
      answeredTotal.inc({ source: 'redis' })
      return toAnswer(kept)
    }
    const answer = await this.#make(make)
    // The next process asks the database again if this fails, that is all.
    this.#redis.set(name, answer.body, 'PX', KEPT_MS).catch(() => {})
    return answer
  }

  async #make(make: () => Promise<unknown>): Promise<Answer> {
    answeredTotal.inc({ source: 'database' })
    return toAnswer(Buffer.from(JSON.stringify(await make())))
  }

  #remember(key: string, answer: Answer, generation: string | undefined): Answer {
    this.#forget(key)
    for (const oldest of this.#remembered.keys()) {
      if (this.#bytes + answer.body.length <= MOST_BYTES) break
      this.#forget(oldest)
    }
    const until = performance.now() + (generation === undefined ? KEPT_ALONE_MS : KEPT_MS)
    this.#remembered.set(key, { answer, generation, until })
    this.#bytes += answer.body.length
    return answer
  }

  #forget(key: string): void {
    this.#bytes -= this.#remembered.get(key)?.answer.body.length ?? 0
    this.#remembered.delete(key)
  }
}

function toAnswer(body: Buffer): Answer {
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"` }
}

/** @throws Error when Redis takes so long that asking the database is better. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const inVain = new AbortController()
  const late = tooLate(inVain.signal)
  // Whichever comes second is nobody's business any more.
  for (const second of [answer, late]) second.catch(() => {})
  try {
    return await Promise.race([answer, late])
  } finally {
    inVain.abort()
  }
}

async function tooLate(signal: AbortSignal): Promise<never> {
  await pause(PATIENCE_MS, undefined, { signal })
  // If it was this process that was too busy, the answer is read now.
  await nextTurn()
  throw new Error('Redis is too slow to wait for')
}
