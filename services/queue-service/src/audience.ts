import { SOCKET_CLOSE, type SocketMessage } from '@tiketi/contracts/queue'
import type { App } from '@tiketi/kit/create-app'
import { openSockets } from './metrics.ts'

/** The server's end of a WebSocket. */
export type Socket = App['websocketServer'] extends { clients: Set<infer S> } ? S : never

interface Listener {
  number: number
  /** Answered the last ping. */
  alive: boolean
  /** The end of the call that it was told. */
  claimBy?: number
}

/** Tabs and devices of one person at one replica; the oldest goes when there are more. */
const SOCKETS_A_PLACE = 5
/** Somebody whose connection takes in less than this has seen no status for a while; the next one says it all. */
const UNSENT_BYTES = 16_384

/**
 * The sockets of one line at this replica. What all hear is one buffer sent to each. Who has been called is found by
 * number, so calling costs as much as people are called, not as people listen.
 */
export class Audience {
  readonly #onSaleId: string
  readonly #listeners = new Map<Socket, Listener>()
  readonly #byNumber = new Map<number, Set<Socket>>()
  /** Numbers whose turn has come, whose holders are to be told until when. */
  readonly #untold = new Set<number>()
  /** Numbers whose turn has come and who were looked up; asked again when people are called a second time. */
  readonly #looked = new Set<number>()

  constructor(onSaleId: string) {
    this.#onSaleId = onSaleId
  }

  get size(): number {
    return this.#listeners.size
  }

  /** Adds the socket of a place of this epoch. `called` when its number is not beyond the watermark. */
  add(socket: Socket, number: number, called: boolean): void {
    this.#listeners.set(socket, { number, alive: true })
    const others = this.#byNumber.get(number) ?? new Set()
    this.#byNumber.set(number, others.add(socket))
    if (called) this.#untold.add(number)
    if (others.size > SOCKETS_A_PLACE) {
      const [oldest] = others
      this.remove(oldest!)
      oldest!.close(SOCKET_CLOSE.replaced, 'There are too many windows with this place.')
    }
    this.#count()
  }

  remove(socket: Socket): void {
    const listener = this.#listeners.get(socket)
    if (!listener) return
    this.#listeners.delete(socket)
    const others = this.#byNumber.get(listener.number)
    others?.delete(socket)
    if (others?.size === 0) {
      this.#byNumber.delete(listener.number)
      this.#untold.delete(listener.number)
      this.#looked.delete(listener.number)
    }
    this.#count()
  }

  /** Adds a listener without a place in the present epoch: it only hears what all hear. */
  addStranger(socket: Socket): void {
    this.#listeners.set(socket, { number: 0, alive: true })
    this.#count()
  }

  heard(socket: Socket): void {
    const listener = this.#listeners.get(socket)
    if (listener) listener.alive = true
  }

  /** The places of all listeners are of an epoch that is over. */
  forgetPlaces(): void {
    this.#byNumber.clear()
    this.#untold.clear()
    this.#looked.clear()
    for (const listener of this.#listeners.values()) listener.number = 0
  }

  /** The turn of the numbers in (from, to] has come. */
  advance(from: number, to: number): void {
    if (to - from < this.#byNumber.size) {
      for (let number = from + 1; number <= to; number++) if (this.#byNumber.has(number)) this.#untold.add(number)
      return
    }
    for (const number of this.#byNumber.keys()) if (number > from && number <= to) this.#untold.add(number)
  }

  /** Somebody was called a second time; it may be anybody whose turn has come before. */
  lookAgain(): void {
    for (const number of this.#looked) this.#untold.add(number)
  }

  /** The numbers whose holders are to be told, taken. */
  takeUntold(): number[] {
    const numbers = [...this.#untold]
    this.#untold.clear()
    for (const number of numbers) this.#looked.add(number)
    return numbers
  }

  /** Tells the holders of a number until when they may claim, once. */
  tellCalled(number: number, claimBy: number): void {
    const message: SocketMessage = {
      type: 'called',
      claimBy: new Date(claimBy).toISOString(),
      serverTime: new Date().toISOString(),
    }
    for (const socket of this.#byNumber.get(number) ?? []) {
      const listener = this.#listeners.get(socket)!
      if (listener.claimBy === claimBy) continue
      listener.claimBy = claimBy
      socket.send(JSON.stringify(message))
    }
  }

  broadcast(frame: Buffer): void {
    for (const socket of this.#listeners.keys())
      if (socket.bufferedAmount < UNSENT_BYTES) socket.send(frame, { binary: false })
  }

  /** Pings everybody, and ends the connections that have not answered the last ping. */
  heartbeat(): void {
    for (const [socket, listener] of this.#listeners) {
      if (!listener.alive) {
        socket.terminate()
        continue
      }
      listener.alive = false
      socket.ping()
    }
  }

  close(code: number, reason: string): void {
    for (const socket of this.#listeners.keys()) socket.close(code, reason)
  }

  #count(): void {
    openSockets.set({ on_sale: this.#onSaleId }, this.#listeners.size)
  }
}
