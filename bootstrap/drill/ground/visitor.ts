import { randomUUID } from 'node:crypto'
import type { Answer } from '../../test/purchase/shop.ts'

/** A request as whoever sent it saw it. */
export interface Asked {
  /** Milliseconds on the process's clock. */
  at: number
  what: string
  /** 0 when nothing came back. */
  status: number
  ms: number
}

/** A browser of one person, which remembers how each request went. */
export class Visitor {
  readonly #url: string
  readonly #asked: Asked[]
  readonly #impatientMs: number
  token: string | undefined

  constructor(url: string, asked: Asked[], impatientMs: number) {
    this.#url = url
    this.#asked = asked
    this.#impatientMs = impatientMs
  }

  get url(): string {
    return this.#url
  }

  get(path: string): Promise<Answer | undefined> {
    return this.#send('GET', path)
  }

  post(path: string, body?: unknown): Promise<Answer | undefined> {
    return this.#send('POST', path, body)
  }

  /** The answer, or nothing where none came. */
  async #send(method: string, path: string, body?: unknown): Promise<Answer | undefined> {
    const at = performance.now()
    const what = `${method} ${path.replaceAll(/[0-9a-f-]{36}/g, ':id').replace(/\/[\w-]{22}$/, '/:id')}`
    const answer = await fetch(this.#url + path, {
      method,
      headers: {
        'tiketi-csrf': '1',
        'idempotency-key': randomUUID(),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(this.#impatientMs),
    })
      .then(async (response) => {
        const json = response.headers.get('content-type')?.includes('json')
        const { status, headers } = response
        return { status, headers, body: json ? await response.json() : await response.text() }
      })
      .catch(() => undefined)
    this.#asked.push({ at, what, status: answer?.status ?? 0, ms: performance.now() - at })
    return answer
  }
}
