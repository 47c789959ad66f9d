import { randomBytes } from 'node:crypto'
import type { Books } from './books.ts'
import { koreanTime, koreanTimeWithoutZone } from './korean-time.ts'
import type { PaymentObject } from './payment-object.ts'
import type { Script } from './script.ts'
import type { Switches } from './switches.ts'

/** A try and at most seven more, after so many minutes each: 3 days and 19 hours in all. */
const RETRY_MINUTES = [1, 4, 16, 64, 256, 1024, 4096]

export interface WebhookRecord {
  id: string
  body:
    | { eventType: 'PAYMENT_STATUS_CHANGED'; createdAt: string; data: object }
    // DEPOSIT_CALLBACK says neither what it is nor which payment it is about.
    | { createdAt: string; secret: string; status: string; transactionKey: string; orderId: string }
  orderId: string
  status: string
  /** `held` until somebody flushes; `given-up` after the last retry. */
  state: 'waiting' | 'held' | 'delivered' | 'given-up'
  attempts: number
  /** The shop's last answer: its status, or why there was none. */
  lastAnswer: number | string | null
}

export interface WebhookOptions {
  url: string
  minuteMs: number
  timeoutMs: number
  now: () => number
}

/** Makes the webhook of a payment's new status. It counts when the books hold it, and is sent after that. */
export function newWebhook(payment: PaymentObject, now: number, switches: Switches): WebhookRecord {
  const { secret, ...withoutSecret } = payment
  const data = switches.webhookSecret ? payment : withoutSecret
  return waiting(payment, { eventType: 'PAYMENT_STATUS_CHANGED', createdAt: koreanTimeWithoutZone(now), data })
}

/** Makes the webhook by which a virtual account tells that it was opened, paid into, closed, or that a deposit was taken back. */
export function newDepositCallback(payment: PaymentObject, now: number): WebhookRecord {
  const { secret, status, lastTransactionKey, orderId } = payment
  const createdAt = koreanTimeWithoutZone(now)
  return waiting(payment, { createdAt, secret: secret!, status, transactionKey: lastTransactionKey!, orderId })
}

function waiting({ orderId, status }: PaymentObject, body: WebhookRecord['body']): WebhookRecord {
  const id = `whtrans_${randomBytes(12).toString('hex')}`
  return { id, body, orderId, status, state: 'waiting', attempts: 0, lastAnswer: null }
}

/** Sends webhooks to the shop until it says 200 or the retries are over. Delivery goes on after a restart. */
export class Webhooks {
  private readonly books: Books
  private readonly script: Script
  private readonly switches: Switches
  private readonly options: WebhookOptions
  private readonly timers = new Set<NodeJS.Timeout>()
  private readonly closing = new AbortController()
  private pile: WebhookRecord[] = []

  constructor(books: Books, script: Script, switches: Switches, options: WebhookOptions) {
    this.books = books
    this.script = script
    this.switches = switches
    this.options = options
    for (const webhook of books.webhooks.values()) {
      if (webhook.state === 'waiting') this.schedule(webhook)
    }
  }

  /** Sends a webhook that the books hold, unless the script has other plans for it. */
  async send(webhook: WebhookRecord) {
    const scripted = this.script.forWebhook(webhook.orderId)
    if (scripted?.rule.fault === 'late') return this.hold(webhook)
    if (scripted?.rule.fault === 'disorder') {
      this.hold(webhook)
      this.pile.push(webhook)
      if (scripted.last) await this.release(this.pile.splice(0).reverse())
      return
    }
    await this.attempt(webhook)
    if (scripted?.rule.fault === 'duplicate') await this.post(webhook, webhook.attempts - 1)
  }

  /** Sends what is held, oldest first, each after the answer to the one before. */
  async flush() {
    this.pile = []
    const held = [...this.books.webhooks.values()].filter(({ state }) => state === 'held')
    await this.release(held)
    return held.length
  }

  close() {
    this.closing.abort()
    for (const timer of this.timers) clearTimeout(timer)
  }

  private hold(webhook: WebhookRecord) {
    this.books.write({ webhook: { ...webhook, state: 'held' } })
  }

  private async release(webhooks: WebhookRecord[]) {
    for (const webhook of webhooks) await this.attempt({ ...webhook, state: 'waiting' })
  }

  private async attempt(webhook: WebhookRecord) {
    const answer = await this.post(webhook, webhook.attempts)
    if (this.closing.signal.aborted) return
    const accepted =
      this.switches.webhookAccepts === '200' ? answer === 200 : Number(answer) >= 200 && Number(answer) < 300
    const attempts = webhook.attempts + 1
    const state = accepted ? 'delivered' : attempts > RETRY_MINUTES.length ? 'given-up' : 'waiting'
    const next: WebhookRecord = { ...webhook, attempts, state, lastAnswer: answer }
    Object.assign(webhook, next)
    this.books.write({ webhook: next })
    if (state === 'waiting') this.schedule(next)
  }

  private schedule(webhook: WebhookRecord) {
    const minutes = RETRY_MINUTES[webhook.attempts - 1] ?? 0
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      void this.attempt(webhook)
    }, minutes * this.options.minuteMs)
    this.timers.add(timer)
  }

  private async post(webhook: WebhookRecord, retried: number): Promise<number | string> {
    try {
      const response = await fetch(this.options.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          'tosspayments-webhook-transmission-time': koreanTime(this.options.now()),
          'tosspayments-webhook-transmission-retried-count': String(retried),
          'tosspayments-webhook-transmission-id': webhook.id,
        },
        body: JSON.stringify(webhook.body),
        signal: AbortSignal.any([AbortSignal.timeout(this.options.timeoutMs), this.closing.signal]),
      })
      await response.body?.cancel()
      return response.status
    } catch (error) {
      return error instanceof Error ? String(error.cause ?? error.message) : String(error)
    }
  }
}
