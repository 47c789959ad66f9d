import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { PASS_HEADER } from '@tiketi/contracts/queue'
import type { Hold, HoldChange } from '@tiketi/contracts/reservation'
import type { App } from '@tiketi/kit/create-app'
import { until } from '@tiketi/kit/testing'

export interface Answered {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the test expects of it
  body: any
  headers: Record<string, unknown>
}

export class Someone {
  readonly id: string
  readonly #app: App
  readonly #headers: Record<string, string>

  constructor(app: App, id: string, headers: Record<string, string>) {
    this.#app = app
    this.id = id
    this.#headers = headers
  }

  /** The same person, by way of another process. */
  at(app: App): Someone {
    return new Someone(app, this.id, this.#headers)
  }

  get(url: string, headers: Record<string, string> = {}): Promise<Answered> {
    return this.send('GET', url, headers)
  }

  hold(performanceId: string, seats: number[], { key = randomUUID(), pass }: { key?: string; pass?: string } = {}) {
    const headers = { 'idempotency-key': key, ...(pass && { [PASS_HEADER]: pass }) }
    return this.send('POST', '/api/reservation/holds', headers, { performanceId, seats })
  }

  async held(performanceId: string, seats: number[]): Promise<Hold> {
    const key = randomUUID()
    const { status, body } = await insist(() => this.hold(performanceId, seats, { key }))
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }

  /** Seats and standing places, each area as [area, places]. */
  stand(performanceId: string, standing: [area: number, places: number][], seats: number[] = []): Promise<Answered> {
    const body = { performanceId, seats, standing: standing.map(([area, places]) => ({ area, places })) }
    const key = randomUUID()
    return insist(() => this.post('/api/reservation/holds', body, { 'idempotency-key': key }))
  }

  change(holdId: string, change: HoldChange, { key = randomUUID(), pass }: { key?: string; pass?: string } = {}) {
    const headers = { 'idempotency-key': key, ...(pass && { [PASS_HEADER]: pass }) }
    return this.send('PATCH', `/api/reservation/holds/${holdId}`, headers, change)
  }

  release(holdId: string): Promise<Answered> {
    return this.send('DELETE', `/api/reservation/holds/${holdId}`)
  }

  post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    return this.send('POST', url, headers, body)
  }

  async send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    headers = {},
    payload?: unknown,
  ): Promise<Answered> {
    const answer = await this.#app.inject({
      method,
      url,
      headers: { ...this.#headers, ...headers },
      ...(payload !== undefined && { payload: payload as object }),
    })
    const json = /json/.test(String(answer.headers['content-type'] ?? ''))
    return { status: answer.statusCode, body: json ? answer.json() : answer.body, headers: answer.headers }
  }
}

/** A busy service may ask to come again; `send` uses the same key each time, so nothing is done twice. */
export function insist(send: () => Promise<Answered>): Promise<Answered> {
  return until(
    async () => {
      const answer = await send()
      return answer.status === 503 ? undefined : answer
    },
    { timeoutMs: 60_000 },
  )
}
