import { setImmediate as turn } from 'node:timers/promises'
import { SOCKET_CLOSE, type SocketMessage } from '@tiketi/contracts/queue'
import type { App } from '@tiketi/kit/create-app'
import { openSockets } from './metrics.ts'
import type { Place } from './place-ticket.ts'

/** The server's end of a WebSocket. */
export type Socket = App['websocketServer'] extends { clients: Set<infer S> } ? S : never

interface Listener {
  person: Person
  device: string
  /** Answered the last ping. */
  alive: boolean
  /** The end of the call that it was told. */
  claimBy?: number
  /** The place that it was told, or showed itself. */
  told: Place
}

/** Everybody who listens is one of these, through however many sockets. */
interface Person {
  /** The last ticket that they showed or were given. */
  place: Place
  /** In the present epoch; 0 while there is none. */
  number: number
  /** No more than a few; there is a person for each of 50,000 sockets. */
  sockets: Socket[]
}

export interface NewPlace {
  personId: string
  epoch: number
  number: number
  placeTicket: string
  /** Its number is not beyond the watermark. */
  called: boolean
}

/** Tabs of one person at one replica; the oldest goes when there are more. */
const SOCKETS_A_PERSON = 5
/** Somebody whose connection takes in less than this has seen no status for a while; the next one says it all. */
const UNSENT_BYTES = 16_384

/** So many are sent to before whoever asks something gets a turn. */
const SENT_AT_ONCE = 250

/**
 * The sockets of one line at this replica. What all hear is one buffer sent to each. Who has been called is found by
 * number, so calling costs as much as people are called, not as people listen.
 */
export class Audience {
  readonly #onSaleId: string
  readonly #listeners = new Map<Socket, Listener>()
  readonly #people = new Map<string, Person>()
  readonly #byNumber = new Map<number, Person>()
  /** People whose place the line is to be asked for. */
  readonly #unplaced = new Set<Person>()
  /** Numbers whose turn has come, whose holders are to be told until when. */
  readonly #untold = new Set<number>()
  /** Numbers whose turn has come and who were looked up; asked again when people are called a second time. */
  readonly #looked = new Set<number>()
  /** Goes round all sockets again and again, from where it stopped. */
  #round = this.#listeners.keys()
  #frame: Buffer = Buffer.alloc(0)
  /** To so many the frame is still to be sent. */
  #unsent = 0

  constructor(onSaleId: string) {
    this.#onSaleId = onSaleId
  }

  get size(): number {
    return this.#listeners.size
  }

  /** Who listens, through however many sockets. */
  personIds(): IterableIterator<string> {
    return this.#people.keys()
  }

  /** Adds the socket of a person by the ticket that they showed; the line is asked whether it still holds. */
  add(socket: Socket, place: Place): void {
    const person = this.#people.get(place.personId) ?? { place, number: 0, sockets: [] }
    this.#people.set(place.personId, person)
    if (place.epoch > person.place.epoch || place.number > person.place.number) person.place = place
    person.sockets = [...person.sockets, socket]
    this.#listeners.set(socket, { person, device: place.device, alive: true, told: place })
    this.#unplaced.add(person)
    if (person.sockets.length > SOCKETS_A_PERSON) {
      const [oldest] = person.sockets
      this.#end(oldest!, 'There are too many windows with this place.')
    }
    this.#count()
  }

  remove(socket: Socket): void {
    const listener = this.#listeners.get(socket)
    if (!listener) return
    this.#listeners.delete(socket)
    const { person } = listener
    person.sockets = person.sockets.filter((other) => other !== socket)
    if (person.sockets.length === 0) {
      this.#people.delete(person.place.personId)
      this.#unplaced.delete(person)
      this.#forgetNumber(person)
    }
    this.#count()
  }

  heard(socket: Socket): void {
    const listener = this.#listeners.get(socket)
    if (listener) listener.alive = true
  }

  /** The places of all are of an epoch that is over: the line is asked anew. */
  forgetPlaces(): void {
    this.#byNumber.clear()
    this.#untold.clear()
    this.#looked.clear()
    for (const person of this.#people.values()) {
      person.number = 0
      this.#unplaced.add(person)
    }
  }

  /** Those who waited for a number have one now. */
  askAgain(): void {
    for (const person of this.#people.values()) if (person.number === 0) this.#unplaced.add(person)
  }

  /** Places that the line is to be asked for, taken. */
  takeUnplaced(atMost: number): Place[] {
    const places: Place[] = []
    for (const person of this.#unplaced) {
      if (places.length === atMost) break
      this.#unplaced.delete(person)
      places.push(person.place)
    }
    return places
  }

  /** The line could not be asked. */
  putBack(places: Place[]): void {
    for (const { personId } of places) {
      const person = this.#people.get(personId)
      if (person) this.#unplaced.add(person)
    }
  }

  /** Where the line has a person; who knew another place, or none, is told. */
  place({ personId, epoch, number, placeTicket, called }: NewPlace): void {
    const person = this.#people.get(personId)
    if (!person) return
    if (person.number !== number) this.#forgetNumber(person)
    person.number = number
    person.place = { ...person.place, epoch, number }
    this.#byNumber.set(number, person)
    if (called) this.#untold.add(number)
    const message: SocketMessage = { type: 'place', epoch, number, placeTicket }
    for (const socket of person.sockets) {
      const listener = this.#listeners.get(socket)!
      if (listener.told.epoch === epoch && listener.told.number === number) continue
      listener.told = person.place
      delete listener.claimBy
      socket.send(JSON.stringify(message))
    }
  }

  /** The place belongs to this device now: the windows of every other one are closed. */
  takeOver(personId: string, device: string): void {
    const person = this.#people.get(personId)
    if (!person) return
    for (const socket of person.sockets)
      if (this.#listeners.get(socket)!.device !== device) this.#end(socket, 'Another device has this place now.')
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

  /** Tells the holder of a number until when they may claim, once a window. */
  tellCalled(number: number, claimBy: number): void {
    const message: SocketMessage = {
      type: 'called',
      claimBy: new Date(claimBy).toISOString(),
      serverTime: new Date().toISOString(),
    }
    for (const socket of this.#byNumber.get(number)?.sockets ?? []) {
      const listener = this.#listeners.get(socket)!
      if (listener.claimBy === claimBy) continue
      listener.claimBy = claimBy
      socket.send(JSON.stringify(message))
    }
  }

  /** Sends it to everybody, a few at a time. One that comes meanwhile takes its place and goes to all. */
  broadcast(frame: Buffer): void {
    const resting = this.#unsent === 0
    this.#frame = frame
    this.#unsent = this.#listeners.size
    if (resting) this.#sendOn()
  }

  #sendOn(): void {
    for (let sent = 0; sent < SENT_AT_ONCE && this.#unsent > 0; sent++) {
      const socket = this.#next()
      this.#unsent = socket ? this.#unsent - 1 : 0
      if (socket && socket.bufferedAmount < UNSENT_BYTES) socket.send(this.#frame, { binary: false })
    }
    if (this.#unsent > 0) setImmediate(() => this.#sendOn())
  }

  #next(): Socket | undefined {
    const next = this.#round.next().value
    if (next) return next
    this.#round = this.#listeners.keys()
    return this.#round.next().value
  }

  /** Pings everybody, a few at a time, and ends the connections that have not answered the last ping. */
  async heartbeat(): Promise<void> {
    let pinged = 0
    for (const [socket, listener] of this.#listeners) {
      if (!listener.alive) {
        socket.terminate()
        continue
      }
      listener.alive = false
      socket.ping()
      if (++pinged % SENT_AT_ONCE === 0) await turn()
    }
  }

  close(code: number, reason: string): void {
    for (const socket of this.#listeners.keys()) socket.close(code, reason)
  }

  #end(socket: Socket, reason: string): void {
    this.remove(socket)
    socket.close(SOCKET_CLOSE.replaced, reason)
  }

  #forgetNumber({ number }: Person): void {
    this.#byNumber.delete(number)
    this.#untold.delete(number)
    this.#looked.delete(number)
  }

  #count(): void {
    openSockets.set({ on_sale: this.#onSaleId }, this.#listeners.size)
  }
}
