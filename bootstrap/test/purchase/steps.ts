import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { PreparedPayment } from '@tiketi/contracts/payment'
import { type LinePlace, PASS_HEADER, type SocketMessage } from '@tiketi/contracts/queue'
import type { Hold, Order } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import { type Authenticated, payAtBank } from '../../local/bank/buyer.ts'
import type { Answer, Client, Show } from './shop.ts'

/** What a purchase has got so far. A step may be done again by a buyer who comes back. */
export interface Purchase {
  buyer: Client & { id: string }
  show: Show
  seats: number[]
  place?: LinePlace
  pass?: string
  hold?: Hold
  payment?: PreparedPayment
  redirect?: Authenticated
}

/** A buyer tries again while an answer says that something is away, or when to come again, as the storefront does. */
async function patiently(ask: () => Promise<Answer>): Promise<Answer> {
  return until(
    async () => {
      const answer = await ask().catch(() => undefined)
      const later = answer && ([502, 503, 504].includes(answer.status) || answer.headers.has('retry-after'))
      return later ? undefined : answer
    },
    { timeoutMs: 60_000, everyMs: 100 },
  )
}

/** What is answered in the end. @throws AssertionError at a refusal. */
export async function succeed(ask: () => Promise<Answer>) {
  const answer = await patiently(ask)
  assert.ok(answer.status < 300, `${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** The steps of a purchase in their order, by what is true after each. */
export const steps: Record<string, (purchase: Purchase) => Promise<void>> = {
  async 'the buyer is in line'(purchase) {
    const { buyer, show } = purchase
    purchase.place = await until(async () => {
      const answer = await patiently(() => buyer.post(`/api/queue/on-sales/${show.onSaleId}/entries`))
      return answer.status === 200 ? (answer.body as LinePlace) : undefined
    })
  },
  async 'the buyer is called'(purchase) {
    await until(() => called(purchase).catch(() => false), { timeoutMs: 60_000 })
  },
  async 'the pass is claimed'(purchase) {
    const { buyer, show, place } = purchase
    const path = `/api/queue/on-sales/${show.onSaleId}/pass`
    const claimed = await succeed(() => buyer.post(path, { placeTicket: place!.placeTicket }))
    purchase.pass = claimed.pass
  },
  async 'the seats are held'(purchase) {
    const { buyer, show, seats } = purchase
    const headers = { 'idempotency-key': randomUUID(), [PASS_HEADER]: purchase.pass! }
    const request = { performanceId: show.performanceId, seats }
    purchase.hold = await succeed(() => buyer.post('/api/reservation/holds', request, headers))
  },
  async 'the payment is prepared'(purchase) {
    const { buyer, hold } = purchase
    const headers = { 'idempotency-key': randomUUID() }
    purchase.payment = await succeed(() => buyer.post('/api/payment/payments', { reservationId: hold!.id }, headers))
  },
  async 'the bank has approved'(purchase) {
    const { buyer, payment } = purchase
    purchase.redirect = await payAtBank(buyer.system.bankUrl, payment!, { card: 'approves' })
  },
  async 'the payment is confirmed'(purchase) {
    const { buyer, redirect } = purchase
    await succeed(() => buyer.post('/api/payment/confirmations', redirect))
  },
  async 'the tickets are issued'(purchase) {
    const order = await issued(purchase)
    assert.deepEqual(order.tickets.map(({ seat }) => seat!).sort(byNumber), purchase.seats)
  },
  async 'the mail is there'({ buyer, hold }) {
    await until(() => mails(buyer.system.inboxUrl, hold!.id), { timeoutMs: 60_000 })
  },
}

/** The order, once it is one. */
export async function issued({ buyer, hold }: Purchase): Promise<Order> {
  return until(
    async () => {
      const answer = await patiently(() => buyer.get(`/api/reservation/orders/${hold!.id}`))
      return answer.status === 200 ? answer.body : undefined
    },
    { timeoutMs: 60_000 },
  )
}

/** How many mails tell of an order. */
export async function mails(inboxUrl: string, orderId: string): Promise<number> {
  const messages = (await (await fetch(`${inboxUrl}/messages`)).json()) as { text: string }[]
  return messages.filter(({ text }) => text.includes(`/orders/${orderId}`)).length
}

/** Waits at the socket until the server calls, or until it goes away. */
async function called({ buyer, show, place }: Purchase): Promise<boolean> {
  const socket = new WebSocket(`${buyer.system.url.replace('http', 'ws')}/ws/queue/on-sales/${show.onSaleId}`)
  return new Promise((resolve, reject) => {
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', placeTicket: place!.placeTicket }))
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as SocketMessage
      if (message.type !== 'called') return
      socket.close()
      resolve(true)
    }
    socket.onerror = () => reject(new Error('The socket broke.'))
    socket.onclose = () => resolve(false)
  })
}

function byNumber(a: number, b: number): number {
  return a - b
}
