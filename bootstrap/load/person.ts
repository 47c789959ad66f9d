import type { LinePlace, Pass, SocketMessage } from '@tiketi/contracts/queue'
import type { Dispatcher } from 'undici'
import { WebSocket } from 'ws'
import { buy } from '../proof/buy.ts'
import type { Buyer } from '../proof/buyers.ts'
import type { Measured, Orders, Progress } from './crowd-talk.ts'

/** - `buys` what it came for; `looks` and goes. `leaves` before its turn. `tabs` has three. `bot` asks again and again. */
export type Kind = 'buys' | 'looks' | 'leaves' | 'tabs' | 'bot'

export interface Crowd {
  orders: Orders
  dispatcher: Dispatcher
  progress: Progress
  measured: Measured
}

const SOCKETS: Record<Kind, number> = { buys: 1, looks: 1, leaves: 1, tabs: 3, bot: 5 }
const TRIES_OF_A_BOT = 10
/** One in so many reads the clock of each broadcast. */
const OBSERVERS = 50

/** One person of the crowd, from the door to the tickets. */
export class Person {
  readonly #crowd: Crowd
  readonly #buyer: Buyer
  readonly #kind: Kind
  readonly #at: number
  readonly #replica: string
  readonly #sockets: WebSocket[] = []
  #place!: LinePlace
  #known!: Measured['places'][number]
  #called = false

  constructor(crowd: Crowd, buyer: Buyer, { at, kind }: { at: number; kind: Kind }) {
    this.#crowd = crowd
    this.#buyer = buyer
    this.#kind = kind
    this.#at = at
    this.#replica = crowd.orders.replicas[at % crowd.orders.replicas.length]!
  }

  async join(): Promise<void> {
    const { progress, measured, orders } = this.#crowd
    const tries = this.#kind === 'bot' ? TRIES_OF_A_BOT : 1
    for (let go = 0; go < tries; go++) {
      const begun = performance.now()
      const place = await this.#send<LinePlace>('POST', 'entries')
      if (!place) return
      measured.join.push(performance.now() - begun)
      this.#place = place
    }
    progress.joined++
    this.#known = { at: this.#at, number: this.#place.number, inLobby: this.#place.number === 0 }
    measured.places.push(this.#known)
    const url = `${this.#replica.replace('http', 'ws')}/ws/queue/on-sales/${orders.onSaleId}`
    await Promise.all(Array.from({ length: SOCKETS[this.#kind] }, () => this.#connect(url)))
    if (this.#kind === 'leaves' && this.#place.number === 0) await this.#leave()
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate()
  }

  #connect(url: string): Promise<void> {
    const { progress, measured, orders } = this.#crowd
    const socket = new WebSocket(url, { localAddress: orders.localAddress, perMessageDeflate: false })
    this.#sockets.push(socket)
    const observes = this.#at % OBSERVERS === 0 && this.#sockets.length === 1
    return new Promise((resolve) => {
      socket.once('open', () => {
        progress.connected++
        socket.send(JSON.stringify({ type: 'hello', placeTicket: this.#place.placeTicket }))
        resolve()
      })
      socket.on('error', (error) => {
        this.#refused(`socket: ${error.message}`)
        resolve()
      })
      socket.once('close', () => progress.connected--)
      socket.on('message', (data: Buffer) => {
        // A crowd of thousands in one process has no time to read what is for everybody.
        const forAll = data.subarray(0, 17).toString() === '{"type":"status",'
        if (forAll && !observes) return
        const message = JSON.parse(data.toString()) as SocketMessage
        if (message.type === 'status') {
          // Milliseconds are all that the server's clock shows.
          measured.delivery.push(Math.max(0, Date.now() - Date.parse(message.status.serverTime)))
        } else if (message.type === 'place') {
          this.#place = { ...this.#place, ...message }
          this.#known.number = message.number
        } else this.#turn().catch((error: Error) => this.#refused(error.message))
      })
    })
  }

  async #turn(): Promise<void> {
    // All tabs hear it.
    if (this.#called) return
    this.#called = true
    const { progress, measured, orders } = this.#crowd
    this.#known.calledAt = Date.now()
    const turn = ++progress.called
    const mayBuy = this.#kind === 'buys' && turn <= orders.buyers
    if (this.#kind !== 'bot' && !mayBuy && turn > CLAIMED_BY_EVERYBODY) return this.#leave()
    const begun = performance.now()
    const claimed = await this.#send<Pass>('POST', 'pass', { placeTicket: this.#place.placeTicket })
    if (!claimed) return
    measured.claim.push(performance.now() - begun)
    progress.claimed++
    if (!mayBuy) return this.#leave()
    const from = performance.now()
    const seat = orders.firstSeat + 2 * turn
    const { token } = this.#buyer
    const shop = {
      origin: (service: 'reservation' | 'payment') => orders[service],
      bankUrl: orders.bankUrl,
      performanceId: orders.performanceId,
    }
    await buy(shop, { token, pass: claimed.pass, seats: [seat, seat + 1] })
    measured.purchase.push(performance.now() - from)
    progress.bought++
    this.close()
  }

  async #leave(): Promise<void> {
    await this.#send('DELETE', 'entries', { placeTicket: this.#place.placeTicket })
    this.#crowd.progress.left++
    this.close()
  }

  async #send<Body>(method: 'POST' | 'DELETE', what: string, body?: unknown): Promise<Body | undefined> {
    const { dispatcher, orders } = this.#crowd
    const { statusCode, body: answer } = await dispatcher.request({
      origin: this.#replica,
      method,
      path: `/api/queue/on-sales/${orders.onSaleId}/${what}`,
      headers: {
        authorization: `Bearer ${this.#buyer.token}`,
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
    this.#refused(`${what}: ${statusCode} ${told.code}`)
    return undefined
  }

  #refused(how: string): void {
    const { progress, measured } = this.#crowd
    progress.failed++
    measured.refusals[how] = (measured.refusals[how] ?? 0) + 1
  }
}

/** So many of a part take their pass whether they buy or not; later ones who only look go when they are called. */
const CLAIMED_BY_EVERYBODY = 700
