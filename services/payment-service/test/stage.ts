import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { PaymentState, PreparedPayment } from '@tiketi/contracts/payment'
import { loadConfig } from '@tiketi/kit/config'
import { createLog } from '@tiketi/kit/log'
import { freePort, until } from '@tiketi/kit/testing'
import { createBank } from '../../../bootstrap/local/bank/bank.ts'
import { type Authenticated, type Choice, payAtBank } from '../../../bootstrap/local/bank/buyer.ts'
import type { CardName } from '../../../bootstrap/local/bank/cards.ts'
import type { Someone } from '../../reservation-service/test/someone.ts'
import { stage as reservationStage } from '../../reservation-service/test/stage.ts'
import { createPaymentService } from '../src/app.ts'
import { Config } from '../src/config.ts'

const SECRET = 'test_sk_of_this_test_only'
const CLIENT = 'test_ck_of_this_test_only'
const SHOP = 'http://localhost:8080'

interface Staging {
  webhooks?: boolean
  settings?: Record<string, string>
}

/** payment-service with the real reservation-service and the sandbox bank, on stores of the test's own. */
export async function stage(t: TestContext, { webhooks = false, settings = {} }: Staging = {}) {
  const seats = await reservationStage(t)
  await seats.app.listen({ host: '127.0.0.1', port: 0 })
  const port = await freePort()
  const bank = await createBank({
    secretKey: SECRET,
    clientKey: CLIENT,
    shopOrigins: [SHOP],
    webhookMinuteMs: 20,
    ...(webhooks && { webhookUrl: `http://127.0.0.1:${port}/api/payment/webhooks/toss` }),
  })
  t.after(() => bank.close())

  const config = await loadConfig('payment', Config, {
    PORT: String(port),
    DATABASE_URL: seats.databaseUrl.replace('//reservation@', '//payment@'),
    DATABASE_PASSWORD: process.env.TIKETI_TEST_ROLE_PASSWORD,
    REDIS_URL: seats.redis.url,
    ...seats.tokens.config,
    RESERVATION_URL: `http://127.0.0.1:${(seats.app.server.address() as AddressInfo).port}`,
    PUBLIC_URL: SHOP,
    BANK_URL: bank.url,
    BANK_CLIENT_KEY: CLIENT,
    BANK_SECRET_KEY: SECRET,
    BANK_TIMEOUT_MS: '500',
    ...settings,
  })
  const app = await createPaymentService(config, createLog('test', process.env.TEST_LOG ?? 'silent'))
  await app.listen({ host: '127.0.0.1', port })
  t.after(() => app.close())

  const prepare = (buyer: Someone, reservationId: string, key: string = randomUUID()) =>
    buyer.at(app).post('/api/payment/payments', { reservationId }, { 'idempotency-key': key })
  async function prepared(buyer: Someone, reservationId: string): Promise<PreparedPayment> {
    const { status, body } = await prepare(buyer, reservationId)
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  async function stateOf(orderId: string) {
    const [row] = await seats.sql<{ state: string }>('select state from payment.payment where order_id = ?', [orderId])
    return row!.state
  }
  return {
    seats,
    app,
    bank,
    /** A buyer with two seats on hold. */
    async holder(prices = [0, 1]) {
      const performance = await seats.sell()
      const buyer = await seats.someone()
      const hold = await buyer.held(performance.id, prices)
      return { buyer, hold, performance }
    },
    prepare,
    prepared,
    pay: (payment: PreparedPayment, card: CardName = 'approves') => payAtBank(bank.url, payment, { card }),
    payWith: (payment: PreparedPayment, means: Choice) => payAtBank(bank.url, payment, means),
    async confirm(redirect: Authenticated) {
      const answer = await app.inject({ method: 'POST', url: '/api/payment/confirmations', payload: redirect })
      return { status: answer.statusCode, body: answer.json() }
    },
    reaches: (orderId: string, state: PaymentState) =>
      until(async () => (await stateOf(orderId)) === state, { timeoutMs: 15_000 }),
    async reservation(id: string): Promise<{ state: string }> {
      const [row] = await seats.sql<{ state: string }>('select state from reservation.reservation where id = ?', [id])
      return row!
    },
    /** What the bank has of an order: how often it was captured, and what is left. */
    async atBank(orderId: string) {
      const { payments } = (await (await fetch(`${bank.url}/sandbox/books`)).json()) as {
        payments: { orderId: string; status: string; totalAmount: number; balanceAmount: number }[]
      }
      return payments.filter((payment) => payment.orderId === orderId)
    },
    async script(rule: object) {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${bank.url}/sandbox/script`, { method: 'POST', headers, body: JSON.stringify(rule) })
      assert.ok(answer.ok, await answer.text())
    },
    lookNow: () => seats.sql('update payment.payment set next_look_at = now() where next_look_at is not null'),
  }
}
