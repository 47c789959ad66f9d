import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { type BankOptions, createBank } from '../bank.ts'
import { type Purchase, payAtBank } from '../buyer.ts'
import type { CardName } from '../cards.ts'
import type { PaymentObject } from '../payment-object.ts'
import type { BooksReport } from '../sandbox-routes.ts'
import type { Rule } from '../script.ts'

export const secretKey = 'test_sk_shop'
export const clientKey = 'test_ck_shop'
export const shopOrigin = 'http://shop.example'

export const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`

type Problem = { code: string; message: string }

/** An answer of the API, read as a payment and as an error: the test knows which it expects. */
export interface Reply {
  status: number
  headers: Headers
  body: PaymentObject & Problem
}

/** A clock that only moves when told to. */
export function testClock(start = Date.parse('2026-12-24T10:00:00Z')) {
  let ms = start
  return { now: () => ms, advanceMinutes: (minutes: number) => (ms += minutes * 60_000) }
}

/** A bank with a shop that talks to it. */
export async function startShop(t: TestContext, options: Partial<BankOptions> = {}) {
  const bank = await createBank({ secretKey, clientKey, shopOrigins: [shopOrigin], ...options })
  t.after(() => bank.close())
  return { bank, ...shopAt(bank.url) }
}

export function shopAt(url: string) {
  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: basic(`${secretKey}:`),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) }
  }
  return {
    call,
    pay: (card: CardName, purchase: Partial<Purchase> = {}) => payAtBank(url, newPurchase(purchase), { card }),
    confirm: (body: object, headers?: Record<string, string>) => call('POST', '/v1/payments/confirm', body, headers),
    cancel: (paymentKey: string, body: object, headers?: Record<string, string>) =>
      call('POST', `/v1/payments/${paymentKey}/cancel`, { cancelReason: '단순 변심', ...body }, headers),
    payment: async (paymentKey: string) => (await call('GET', `/v1/payments/${paymentKey}`)).body,
    books: async () => (await (await fetch(`${url}/sandbox/books`)).json()) as BooksReport,
    script: async (rule: Rule) => {
      const { status } = await call('POST', '/sandbox/script', rule)
      if (status !== 201) throw new Error(`The script refused ${JSON.stringify(rule)} with ${status}.`)
    },
  }
}

export const newPurchase = (purchase: Partial<Purchase> = {}): Purchase => ({
  clientKey,
  customerKey: 'buyer-7',
  orderId: randomBytes(16).toString('base64url'),
  orderName: '겨울 콘서트 2석',
  amountWon: 15_000,
  successUrl: `${shopOrigin}/paid?locale=ko`,
  failUrl: `${shopOrigin}/failed`,
  ...purchase,
})

interface ReceivedWebhook {
  headers: IncomingHttpHeaders
  body: { eventType: string; createdAt: string; data: PaymentObject }
}

/** The shop's webhook address. It answers what `answer` does; without it 200. */
export async function webhookReceiver(
  t: TestContext,
  answer: (response: ServerResponse, nth: number) => unknown = (response) => response.end(),
) {
  const received: ReceivedWebhook[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = await request.toArray()
    received.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) })
    answer(response, received.length)
    for (const { count, resolve } of waiting) if (received.length >= count) resolve()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    /** The first `count` webhooks, as soon as so many have come. */
    async first(count: number) {
      if (received.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }))
      return received.slice(0, count)
    },
  }
}
