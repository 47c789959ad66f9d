import { setTimeout as pause } from 'node:timers/promises'
import type { LinePlace, SocketMessage } from '@tiketi/contracts/queue'
import { SOCKET_CLOSE } from '@tiketi/contracts/queue'
import type { Dispatcher } from 'undici'
import { WebSocket } from 'ws'
import { reconnectDelayMs, rolloverDelayMs } from '../../services/storefront/src/api/jitter.ts'
import type { Buyer } from '../proof/buyers.ts'
import type { Measured, Orders, Progress, Turn } from './crowd-talk.ts'

/** - `buys` what it came for; `looks` and goes. `leaves` before its turn. `tabs` has three. `bot` asks again and again. */
export type Kind = 'buys' | 'looks' | 'leaves' | 'tabs' | 'bot'

export interface Crowd {
  orders: Orders
  dispatcher: Dispatcher
  progress: Progress
  measured: Measured
  /** Lets somebody come in. */
  letIn(turn: Turn): void
}

const SOCKETS: Record<Kind, number> = { buys: 1, looks: 1, leaves: 1, tabs: 3, bot: 5 }
const TRIES_OF_A_BOT = 10
/** Of those who are called and do not want to buy one in so many says so; the others look away. */
const SAY_SO = 10
/** As admit.lua has it. */
const CLAIM_MS = 120_000

/** One person of the crowd, from the door to the tickets. */
export class Person {
  readonly #crowd: Crowd
  readonly #buyer: Buyer
  readonly #kind: Kind
  readonly #at: number
  readonly #sockets: WebSocket[] = []
  #place!: LinePlace
  #known!: Measured['places'][number]
  #called = false
  #gone = false

  constructor(crowd: Crowd, buyer: Buyer, { at, kind }: { at: number; kind: Kind }) {
    this.#crowd = crowd
    this.#buyer = buyer
    this.#kind = kind
    this.#at = at
  }

  get #replica(): string {
    const { replicas } = this.#crowd.orders
    return replicas[this.#at % replicas.length]!
  }

  async join(): Promise<void> {
    const { progress, measured } = this.#crowd
    const tries = this.#kind === 'bot' ? TRIES_OF_A_BOT : 1
    for (let go = 0; go < tries; go++) {
      const begun = performance.now()
      const place = await this.#send<LinePlace>('POST', 'entries')
      if (!place) return
      measured.join.push(performance.now() - begun)
      this.#place = place
    }
    progress.joined++
    this.#known = { at: this.#at, number: this.#place.number, inLobby: this.#place.receipt !== undefined }
    measured.places.push(this.#known)
    await Promise.all(Array.from({ length: SOCKETS[this.#kind] }, () => this.#connect()))
    if (this.#kind === 'leaves' && this.#place.number === 0) await this.#leave()
  }

  close(): void {
    this.#gone = true
    for (const socket of this.#sockets) socket.terminate()
  }

  #connect(lost?: { at: number; tries: number }): Promise<void> {
    const { progress, measured, orders } = this.#crowd
    const url = `${this.#replica.replace('http', 'ws')}/ws/queue/on-sales/${orders.onSaleId}`
    const socket = new WebSocket(url, { localAddress: orders.localAddress, perMessageDeflate: false })
    this.#sockets.push(socket)
    const { observes } = orders
    let open = false
    let heard = false
    return new Promise((resolve) => {
      socket.once('open', () => {
        open = true
        progress.connected++
        socket.send(JSON.stringify({ type: 'hello', placeTicket: this.#place.placeTicket }))
        resolve()
      })
      socket.on('error', (error) => {
        if (!lost) this.#refused(`socket: ${error.message}`)
        resolve()
      })
      socket.once('close', (code) => {
        if (open) progress.connected--
        if (this.#gone) return
        if (code === SOCKET_CLOSE.rollover) this.#comeBack({ at: performance.now(), tries: 0 }, rolloverDelayMs())
        else if (lost && !heard) this.#comeBack({ ...lost, tries: lost.tries + 1 }, reconnectDelayMs(lost.tries))
      })
      socket.on('message', (data: Buffer) => {
        const first = !heard
        heard = true
        if (first && lost) {
          measured.back.push(performance.now() - lost.at)
          measured.tries.push(lost.tries)
          measured.backAt.push(Date.now())
          progress.back++
        }
        // A crowd of thousands in one process has no time to read what is for everybody.
        const forAll = data.subarray(0, 17).toString() === '{"type":"status",'
        if (forAll && !observes) return
        const message = JSON.parse(data.toString()) as SocketMessage
        if (message.type === 'status') {
          // The answer to a hello is no broadcast. Milliseconds are all that the server's clock shows.
          if (!first && message.status.watermark > 0)
            measured.delivery.push(Math.max(0, Date.now() - Date.parse(message.status.serverTime)))
        } else if (message.type === 'place') {
          this.#place = { ...this.#place, ...message }
          this.#known.number = message.number
        } else this.#turn(Date.parse(message.claimBy) - CLAIM_MS).catch((error: Error) => this.#refused(error.message))
      })
    })
  }

  /** As the storefront does it. */
  async #comeBack(lost: { at: number; tries: number }, delayMs: number): Promise<void> {
    await pause(delayMs)
    await this.#connect(lost)
  }

  async #turn(calledAt: number): Promise<void> {
    // All tabs hear it.
    if (this.#called) return
    this.#called = true
    const { progress, orders } = this.#crowd
    this.#known.calledAt = calledAt
    const turn = ++progress.called
    if (turn > orders.claims) return turn % SAY_SO === 0 ? this.#leave() : undefined
    const buys = this.#kind === 'buys'
    const seat = orders.firstSeat + 2 * turn
    this.#crowd.letIn({
      replica: this.#replica,
      token: this.#buyer.token,
      placeTicket: this.#place.placeTicket,
      ...(buys && { seats: [seat, seat + 1] }),
      leaves: turn % SAY_SO === 0,
    })
    this.close()
  }

  async #leave(): Promise<void> {
    await this.#send('DELETE', 'entries', { placeTicket: this.#place.placeTicket })
    this.#crowd.progress.left++
    this.close()
  }

  #send<Body>(method: 'POST' | 'DELETE', what: string, body?: unknown): Promise<Body | undefined> {
    return sendTo(this.#crowd, { replica: this.#replica, token: this.#buyer.token }, method, what, body)
  }

  #refused(how: string): void {
    note(this.#crowd, how)
  }
}

/** What somebody asks a replica of the line; nothing when it was refused. */
export async function sendTo<Body>(
  crowd: Crowd,
  { replica, token }: { replica: string; token: string },
  method: 'POST' | 'DELETE',
  what: string,
  body?: unknown,
): Promise<Body | undefined> {
  const { dispatcher, orders } = crowd
  const { statusCode, body: answer } = await dispatcher.request({
    origin: replica,
    method,
    path: `/api/queue/on-sales/${orders.onSaleId}/${what}`,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (statusCode === 204) {
    await answer.dump()
    return undefined
  }
  const told = (await answer.json()) as Body & { code?: string }
  if (statusCode < 300) return told
  note(crowd, `${what}: ${statusCode} ${told.code}`)
  return undefined
}

/** An answer that nobody expected. */
export function note({ progress, measured }: Crowd, how: string): void {
  progress.failed++
  measured.refusals[how] = (measured.refusals[how] ?? 0) + 1
}
