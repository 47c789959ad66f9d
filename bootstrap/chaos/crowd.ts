import { AssertionError } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { RefundQuote } from '@tiketi/contracts/refund'
import type { Order } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import type { System } from '../local/system.ts'
import { type Buyer, buyersOf } from '../proof/buyers.ts'
import { Client, type Show } from '../test/purchase/shop.ts'
import { issued, type Purchase, steps, succeed } from '../test/purchase/steps.ts'

const BUYERS_AT_ONCE = 8
const MOST_THOUGHT_MS = 800
const PATIENCE_MS = 60_000
const REFUNDING = 0.25
const FIRST_BUYER = 100_000_000_000
/** How people are turned away when others, or a fault that lasts, are in their way. */
const USUAL = /SEATS_TAKEN|HOLD_EXPIRED|PAYMENT_OVER/

/** People who buy one after another, several at once, and sometimes give all back. */
export class Crowd {
  readonly counts = { tried: 0, completed: 0, refunded: 0, refused: 0, undecided: 0 }
  /** The tickets that buyers were shown and have not given back. */
  readonly kept: string[] = []
  /** What buyers were told that nobody expected. */
  readonly surprises: string[] = []
  readonly #system: System
  readonly #show: Show
  readonly #random: () => number
  readonly #buyer: (number: number) => Promise<Buyer>
  #buying: Promise<void>[] = []
  #open = false

  constructor(system: System, show: Show, random: () => number) {
    this.#system = system
    this.#show = show
    this.#random = random
    this.#buyer = buyersOf(system.secrets.signingKeys)
  }

  /** They come, after these seats, until they are told to rest. */
  come(firstSeat: number, seats: number): void {
    this.#open = true
    this.#buying = Array.from({ length: BUYERS_AT_ONCE }, async () => {
      while (this.#open) {
        const first = firstSeat + Math.floor(this.#random() * (seats - 1))
        await this.#visit(this.#random() < 0.5 ? [first] : [first, first + 1])
        await pause(this.#random() * MOST_THOUGHT_MS)
      }
    })
  }

  /** Everybody ends what they began. */
  async rest(): Promise<void> {
    this.#open = false
    await Promise.all(this.#buying)
  }

  words(): string {
    const { tried, completed, refunded, refused, undecided } = this.counts
    return `tried ${tried}, completed ${completed}, refunded ${refunded}, refused ${refused}, no answer ${undecided}`
  }

  async #visit(seats: number[]): Promise<void> {
    const { id, token, pass } = await this.#buyer(FIRST_BUYER + this.counts.tried++)
    const buyer = Object.assign(new Client(this.#system, token), { id })
    const purchase: Purchase = { buyer, show: this.#show, seats, pass: await pass(this.#show.onSaleId) }
    try {
      await buy(purchase)
      const order = await issued(purchase)
      this.counts.completed++
      const gives = this.#random() < REFUNDING
      if (gives) await giveBack(buyer, order)
      if (gives) this.counts.refunded++
      else this.kept.push(...order.tickets.map(({ id }) => id))
    } catch (error) {
      const { message } = error as Error
      if (!(error instanceof AssertionError)) this.counts.undecided++
      else {
        this.counts.refused++
        if (!USUAL.test(message)) this.surprises.push(`a buyer was told: ${message.split('\n')[0]}`)
      }
    }
  }
}

async function buy(purchase: Purchase): Promise<void> {
  await steps['the seats are held']!(purchase)
  await steps['the payment is prepared']!(purchase)
  // The bank's page is opened anew while the bank is away.
  await until(
    () =>
      steps['the bank has approved']!(purchase).then(
        () => true,
        () => false,
      ),
    { timeoutMs: PATIENCE_MS, everyMs: 100 },
  )
  await steps['the payment is confirmed']!(purchase)
}

async function giveBack(buyer: Client, { id, tickets }: Order): Promise<void> {
  const url = `/api/reservation/orders/${id}`
  const headers = { 'idempotency-key': randomUUID() }
  const quote: RefundQuote = await succeed(() => buyer.get(`${url}/refund-quote`))
  const feeWon = quote.tickets.reduce((sum, ticket) => sum + ticket.feeWon, 0)
  const request = { tickets: tickets.map((ticket) => ticket.id), feeWon }
  await succeed(() => buyer.post(`${url}/refunds`, request, headers))
}
