import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { type LinePlace, SOCKET_CLOSE } from '@tiketi/contracts/queue'
import { WebSocket } from 'ws'
import type { AbuseOrders } from './crowd-talk.ts'

const MESSAGES_A_FLOOD = 10_000
const FLOOD_MS = 1_000
const NOBODYS_SALE = '00000000-0000-4000-8000-000000000000'
/** RFC 6455 §7.4.1: a message too big to process. */
const TOO_BIG = 1009

/** Does to every replica, all the time, what no honest client does. @returns what was answered other than documented. */
export async function abuse({ ms, ...orders }: AbuseOrders): Promise<string[]> {
  const ends = performance.now() + ms
  const surprises = await Promise.all(
    orders.replicas.map(async (url) => {
      const vandal = new Vandal(url, orders)
      await vandal.join()
      await Promise.all([vandal.flood(ends), vandal.misspeak(ends), vandal.misask(ends)])
      return vandal.surprises
    }),
  )
  return surprises.flat()
}

class Vandal {
  readonly surprises: string[] = []
  readonly #url: string
  readonly #orders: Omit<AbuseOrders, 'ms'>
  #placeTicket = ''

  constructor(url: string, orders: Omit<AbuseOrders, 'ms'>) {
    this.#url = url
    this.#orders = orders
  }

  async join(): Promise<void> {
    const answer = await this.#post('entries', { token: this.#orders.token })
    this.#placeTicket = ((await answer.json()) as LinePlace).placeTicket
  }

  /** Ten thousand messages a second on one socket. */
  async flood(ends: number): Promise<void> {
    while (performance.now() < ends) {
      const again = pause(FLOOD_MS)
      await this.#closes('a flood', SOCKET_CLOSE.malformed, (socket) => {
        this.#greet(socket, this.#placeTicket)
        for (let message = 0; message < MESSAGES_A_FLOOD; message++) socket.send('more')
      })
      await again
    }
  }

  async misspeak(ends: number): Promise<void> {
    while (performance.now() < ends) {
      await this.#closes('an oversized message', TOO_BIG, (socket) => socket.send('x'.repeat(100_000)))
      await this.#closes('no JSON', SOCKET_CLOSE.malformed, (socket) => socket.send('{'))
      await this.#closes('no text', SOCKET_CLOSE.malformed, (socket) => socket.send(Buffer.of(1, 2, 3)))
      await this.#closes('a forged ticket', SOCKET_CLOSE.invalidTicket, (socket) => this.#greet(socket, 'forged'))
      await this.#closes('a sale that is none', SOCKET_CLOSE.unknown, () => {}, NOBODYS_SALE)
      await pause(50)
    }
  }

  async misask(ends: number): Promise<void> {
    const { token } = this.#orders
    while (performance.now() < ends) {
      await this.#refuses('entries', 401, {})
      await this.#refuses('entries', 404, { token, sale: NOBODYS_SALE })
      await this.#refuses('entries', 400, { token, body: '{' })
      await this.#refuses('entries', 413, { token, body: JSON.stringify({ device: 'x'.repeat(100_000) }) })
      await this.#refuses('pass', 403, { token, body: JSON.stringify({ placeTicket: 'forged' }) })
      await pause(50)
    }
  }

  #greet(socket: WebSocket, placeTicket: string): void {
    socket.send(JSON.stringify({ type: 'hello', placeTicket }))
  }

  async #closes(what: string, expected: number, act: (socket: WebSocket) => void, sale = this.#orders.onSaleId) {
    const url = `${this.#url.replace('http', 'ws')}/ws/queue/on-sales/${sale}`
    const socket = new WebSocket(url, { perMessageDeflate: false })
    // Writing to what the other end has closed is an error of ours.
    socket.on('error', () => {})
    socket.once('open', () => act(socket))
    const [code] = (await once(socket, 'close')) as [number]
    if (code !== expected) this.surprises.push(`${what}: closed with ${code}`)
  }

  async #refuses(what: string, expected: number, asking: Asking): Promise<void> {
    const answer = await this.#post(what, asking)
    await answer.body?.cancel()
    const { status } = answer
    // Who asks too often is told so, whatever they ask.
    if (status !== expected && status !== 429) this.surprises.push(`${what}: ${status} instead of ${expected}`)
  }

  #post(what: string, { token, sale = this.#orders.onSaleId, body }: Asking): Promise<Response> {
    return fetch(`${this.#url}/api/queue/on-sales/${sale}/${what}`, {
      method: 'POST',
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    })
  }
}

interface Asking {
  token?: string
  sale?: string
  body?: string
}
