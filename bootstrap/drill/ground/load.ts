import { setTimeout as pause } from 'node:timers/promises'
import type { PreparedPayment } from '@tiketi/contracts/payment'
import type { LinePlace } from '@tiketi/contracts/queue'
import type { Hold } from '@tiketi/contracts/reservation'
import { payAtBank } from '../../local/bank/buyer.ts'
import { isTrue } from '../control-plane/room.ts'
import type { Ground } from './ground.ts'
import { pauseLine, putOnSale, type Show } from './on-sale.ts'
import { LineSocket, Person } from './person.ts'
import { type Moment, Seen } from './seen.ts'
import { type Asked, Visitor } from './visitor.ts'

/** Nobody buys more for one performance. */
const LIMIT_PER_PERSON = 20
/** With the limit a thousand tickets a buyer, who needs one about every second. */
const PERFORMANCES = 50
const SEATS = 500
const THINKING_MS = 400
const LOOKS_EVERY_MS = 400
const PATIENT_MS = 30_000

interface Crowd {
  buyers: number
  inLine: number
  /** For how long they wait for an answer. */
  impatientMs?: number
}

/** Buyers who look, choose, pay and begin again, and people who stand in line, all by the balancer. */
export class Load implements AsyncDisposable {
  readonly #ground: Ground
  readonly #impatientMs: number
  readonly #asked: Asked[] = []
  readonly #moments: Moment[] = []
  readonly #end = new AbortController()
  readonly #running: Promise<unknown>[] = []
  #line!: Show

  private constructor(ground: Ground, impatientMs: number) {
    this.#ground = ground
    this.#impatientMs = impatientMs
  }

  /** Puts shows on sale and sends everybody; they are under way on return. */
  static async begin(ground: Ground, { buyers, inLine, impatientMs = PATIENT_MS }: Crowd): Promise<Load> {
    await using begun = new AsyncDisposableStack()
    const load = begun.use(new Load(ground, impatientMs))
    const organiser = await load.#person('organiser')
    const selling = { performances: PERFORMANCES, seats: SEATS, limitPerPerson: LIMIT_PER_PERSON }
    const { shows, line } = await putOnSale(organiser.visitor, selling)
    await pauseLine(organiser.visitor, line)
    load.#line = line
    for (let at = 0; at < buyers; at++) load.#running.push(load.#buyAgain(await load.#person(), shows, at))
    await load.standInLine(inLine)
    await isTrue('somebody bought a ticket', async () => load.since(0).count('bought') > 0, { timeoutMs: 120_000 })
    begun.move()
    return load
  }

  /** So many more stand in line until the end. */
  async standInLine(people: number): Promise<void> {
    for (let at = 0; at < people; at++) this.#running.push(this.#stay(await this.#person(), this.#line))
  }

  since(from: number, until = Number.POSITIVE_INFINITY): Seen {
    const within = ({ at }: { at: number }) => at >= from && at < until
    return new Seen(this.#asked.filter(within), this.#moments.filter(within))
  }

  async end(): Promise<void> {
    this.#end.abort()
    await Promise.all(this.#running)
  }

  /** Whoever fails meanwhile leaves nobody behind. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.end()
  }

  #note(what: Moment['what']) {
    this.#moments.push({ at: performance.now(), what })
  }

  #rest(ms: number) {
    return pause(ms, undefined, { signal: this.#end.signal }).catch(() => {})
  }

  #person(...roles: string[]): Promise<Person> {
    return Person.register(
      new Visitor(this.#ground.url, this.#asked, this.#impatientMs),
      this.#ground.env('auth'),
      ...roles,
    )
  }

  async #buyAgain(person: Person, shows: Show[], at: number) {
    const { visitor } = person
    for (let turn = 0; !this.#end.signal.aborted; turn++) {
      const show = shows[Math.floor(turn / LIMIT_PER_PERSON) % shows.length]!
      const seat = (at * LIMIT_PER_PERSON + (turn % LIMIT_PER_PERSON)) % SEATS
      await person.stayLoggedIn()
      await visitor.get(`/api/reservation/performances/${show.performanceId}/seats`)
      await this.#rest(THINKING_MS)
      const hold = await visitor.post('/api/reservation/holds', { performanceId: show.performanceId, seats: [seat] })
      if (hold?.status !== 201) continue
      await this.#pay(visitor, hold.body as Hold)
      await this.#rest(THINKING_MS)
    }
  }

  async #pay(visitor: Visitor, { id }: Hold) {
    const prepared = await visitor.post('/api/payment/payments', { reservationId: id })
    if (prepared?.status !== 201) return
    const payment = prepared.body as PreparedPayment
    // The bank is none of the parts that are looked at here.
    const approved = await payAtBank(this.#ground.bankUrl, payment, { card: 'approves' }).catch(() => undefined)
    if (!approved) return
    const confirmed = await visitor.post('/api/payment/confirmations', approved)
    const state = confirmed?.body.state
    if (state === 'captured') this.#note('bought')
    if (state === 'declined') this.#note('declined')
  }

  async #stay(person: Person, { onSaleId }: Show) {
    const { visitor } = person
    const path = `/ws/queue/on-sales/${onSaleId}`
    const socket = new LineSocket(visitor.url.replace('http', 'ws') + path, () => this.#note('reconnected'))
    let first: LinePlace | undefined
    while (!this.#end.signal.aborted) {
      await person.stayLoggedIn()
      const answer = await visitor.post(`/api/queue/on-sales/${onSaleId}/entries`)
      if (answer?.status === 200) {
        const place = answer.body as LinePlace
        first ??= place
        if (place.number !== first.number || place.epoch !== first.epoch) this.#note('place lost')
        socket.open(place.placeTicket)
      }
      await this.#rest(LOOKS_EVERY_MS)
    }
    socket.close()
  }
}
