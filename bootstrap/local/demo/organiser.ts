import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Session } from '@tiketi/contracts/auth'
import type { Problem } from '@tiketi/contracts/schema'

/** An organiser at work, through the gateway like any other. */
export class Organiser {
  readonly #gateway: string
  readonly #accessToken: string

  constructor(gateway: string, accessToken: string) {
    this.#gateway = gateway
    this.#accessToken = accessToken
  }

  /** The organiser, or nothing when there is no such account. */
  static async logIn(gateway: string, email: string, password: string): Promise<Organiser | undefined> {
    const response = await fetch(`${gateway}/api/auth/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'tiketi-csrf': '1' },
      body: JSON.stringify({ email, password }),
    })
    if (response.status === 401) return undefined
    const { accessToken } = (await answerOf(response)) as Session
    return new Organiser(gateway, accessToken)
  }

  async get<Answer>(path: string): Promise<Answer> {
    return (await answerOf(await this.#send('GET', path))) as Answer
  }

  /** The same content is sent under the same key, so that sending it again does nothing again. */
  async post<Answer>(path: string, content: unknown): Promise<Answer> {
    const body = JSON.stringify(content)
    const key = createHash('sha256').update(path).update(body).digest('base64url')
    return (await answerOf(await this.#send('POST', path, { body, key: `demo-${key}` }))) as Answer
  }

  /** Waits until something that services tell each other has arrived. */
  async untilThere(path: string, withinMs = 20_000): Promise<void> {
    const giveUpAt = performance.now() + withinMs
    while ((await this.#send('GET', path)).status !== 200) {
      if (performance.now() > giveUpAt) throw new Error(`The demo waited in vain for ${path}.`)
      await pause(50)
    }
  }

  #send(method: 'GET' | 'POST', path: string, sent?: { body: string; key: string }): Promise<Response> {
    return fetch(this.#gateway + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#accessToken}`,
        ...(sent && { 'content-type': 'application/json', 'idempotency-key': sent.key }),
      },
      ...(sent && { body: sent.body }),
    })
  }
}

async function answerOf(response: Response): Promise<unknown> {
  const answer = await response.json()
  if (response.ok) return answer
  const { detail, fields = [] } = answer as Problem
  const faults = fields.map(({ path, message }) => `${path} ${message}`)
  throw new Error(
    `The demo could not be put in. ${response.url} answered ${response.status}: ${[detail, ...faults].join(' ')}`,
  )
}
