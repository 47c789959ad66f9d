import { Journal } from './journal.ts'
import { expiresMs, Payment, type PaymentRecord } from './payment.ts'
import type { WebhookRecord } from './webhooks.ts'

/** The first answer to an idempotency key, to be given again. */
export interface StoredAnswer {
  identity: string
  bodyHash: string
  status: number
  body: unknown
  atMs: number
}

/** Things that become true together: one line of the journal. */
export interface Entry {
  payment?: PaymentRecord
  answer?: StoredAnswer
  webhook?: WebhookRecord
  /** Of a virtual account, which has a webhook of its own. */
  callback?: WebhookRecord
}

/** An idempotency key is valid for 15 days from its first use. */
const ANSWER_MS = 15 * 24 * 3_600_000
const ENDED_WEBHOOKS = 1_000
const SPARE_LINES = 10_000

/** All that the bank knows, in memory and, given a file, written down before anybody is told. */
export class Books {
  private readonly payments = new Map<string, PaymentRecord>()
  private readonly orders = new Map<string, string[]>()
  private readonly unsettled = new Set<string>()
  private readonly answers = new Map<string, StoredAnswer>()
  private readonly journal: Journal<Entry> | undefined
  readonly webhooks = new Map<string, WebhookRecord>()

  constructor(file: string | undefined, now: number) {
    if (!file) return
    let lines = 0
    this.journal = new Journal<Entry>(file, (entry) => {
      lines += 1
      this.remember(entry)
    })
    for (const [identity, answer] of this.answers) {
      if (answer.atMs + ANSWER_MS <= now) this.answers.delete(identity)
    }
    const live = [...this.entries()]
    if (lines > live.length + SPARE_LINES) this.journal.replace(live)
  }

  /** Durable when it returns; nothing is changed if the disk refuses. */
  write(entry: Entry) {
    this.journal?.append(entry)
    this.remember(structuredClone(entry))
  }

  payment(paymentKey: string): Payment | undefined {
    const record = this.payments.get(paymentKey)
    return record && new Payment(record)
  }

  /** The payments of an order, oldest first: a buyer may open the bank's page more than once. */
  paymentsOf(orderId: string): Payment[] {
    return (this.orders.get(orderId) ?? []).map((paymentKey) => new Payment(this.payments.get(paymentKey)!))
  }

  /** Payments whose time is over although nothing says so yet. */
  due(now: number): Payment[] {
    const records = [...this.unsettled].map((paymentKey) => this.payments.get(paymentKey)!)
    return records.filter((record) => expiresMs(record) <= now).map((record) => new Payment(record))
  }

  all(): Iterable<PaymentRecord> {
    return this.payments.values()
  }

  answer(identity: string, now: number): StoredAnswer | undefined {
    const answer = this.answers.get(identity)
    return answer && answer.atMs + ANSWER_MS > now ? answer : undefined
  }

  close() {
    this.journal?.close()
  }

  private remember({ payment, answer, webhook, callback }: Entry) {
    if (payment) {
      const { paymentKey, orderId, status } = payment.object
      if (!this.payments.has(paymentKey)) this.orders.set(orderId, [...(this.orders.get(orderId) ?? []), paymentKey])
      this.payments.set(paymentKey, payment)
      if (status === 'READY' || status === 'IN_PROGRESS') this.unsettled.add(paymentKey)
      else this.unsettled.delete(paymentKey)
    }
    if (answer) this.answers.set(answer.identity, answer)
    for (const told of [callback, webhook]) {
      if (!told) continue
      this.webhooks.set(told.id, told)
      if (this.webhooks.size > ENDED_WEBHOOKS * 2) this.forgetEndedWebhooks()
    }
  }

  private forgetEndedWebhooks() {
    const ended = [...this.webhooks.values()].filter(({ state }) => state === 'delivered' || state === 'given-up')
    for (const { id } of ended.slice(0, -ENDED_WEBHOOKS)) this.webhooks.delete(id)
  }

  private *entries(): Iterable<Entry> {
    for (const payment of this.payments.values()) yield { payment }
    for (const answer of this.answers.values()) yield { answer }
    for (const webhook of this.webhooks.values()) yield { webhook }
  }
}
