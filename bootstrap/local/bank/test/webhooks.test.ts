import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import type { WebhookRecord } from '../webhooks.ts'
import { startShop, testClock, webhookReceiver } from './shop.ts'

const webhooksOf = async (url: string) => (await (await fetch(`${url}/sandbox/webhooks`)).json()) as WebhookRecord[]
const flush = (url: string) => fetch(`${url}/sandbox/webhooks/flush`, { method: 'POST' })

test('every final change of a payment is told, with the documented headers and body', async (t) => {
  const receiver = await webhookReceiver(t)
  const clock = testClock()
  const { pay, confirm, cancel } = await startShop(t, { webhookUrl: receiver.url, now: clock.now })
  const { body } = await confirm(await pay('approves'))
  await receiver.first(1)
  await cancel(body.paymentKey, { cancelAmount: 5_000 })
  await receiver.first(2)
  await cancel(body.paymentKey, {})
  await receiver.first(3)
  await confirm(await pay('limit-exceeded'))
  await receiver.first(4)
  await pay('approves')
  clock.advanceMinutes(10)
  const received = await receiver.first(5)

  assert.deepEqual(
    received.map(({ body }) => [body.eventType, body.data.status, body.data.balanceAmount]),
    [
      ['PAYMENT_STATUS_CHANGED', 'DONE', 15_000],
      ['PAYMENT_STATUS_CHANGED', 'PARTIAL_CANCELED', 10_000],
      ['PAYMENT_STATUS_CHANGED', 'PARTIAL_CANCELED', 0],
      ['PAYMENT_STATUS_CHANGED', 'ABORTED', 15_000],
      ['PAYMENT_STATUS_CHANGED', 'EXPIRED', 15_000],
    ],
  )
  const [first] = received
  const { secret, ...withoutSecret } = body
  assert.deepEqual(first?.body, {
    eventType: 'PAYMENT_STATUS_CHANGED',
    createdAt: '2026-12-24T19:00:00.000000',
    data: withoutSecret,
  })
  assert.equal(first?.headers['tosspayments-webhook-transmission-time'], '2026-12-24T19:00:00+09:00')
  assert.equal(first?.headers['tosspayments-webhook-transmission-retried-count'], '0')
  assert.match(String(first?.headers['tosspayments-webhook-transmission-id']), /^whtrans_/)
  const ids = received.map(({ headers }) => headers['tosspayments-webhook-transmission-id'])
  assert.equal(new Set(ids).size, 5)
})

test('a webhook that is not answered with 200 is sent again seven times, with the same id, and then no more', async (t) => {
  const receiver = await webhookReceiver(t, (response, nth) => response.writeHead(nth === 1 ? 204 : 500).end())
  const { bank, pay, confirm } = await startShop(t, { webhookUrl: receiver.url, webhookMinuteMs: 0.01 })
  await confirm(await pay('approves'))
  const received = await receiver.first(8)
  assert.deepEqual(
    received.map(({ headers }) => headers['tosspayments-webhook-transmission-retried-count']),
    ['0', '1', '2', '3', '4', '5', '6', '7'],
  )
  assert.equal(new Set(received.map(({ headers }) => headers['tosspayments-webhook-transmission-id'])).size, 1)
  const webhook = await until(async () => (await webhooksOf(bank.url)).find(({ state }) => state === 'given-up'))
  assert.deepEqual([webhook.attempts, webhook.lastAnswer], [8, 500])
})

test('the retries wait for the scaled minutes in between', async (t) => {
  const times: number[] = []
  const receiver = await webhookReceiver(t, (response) => {
    times.push(performance.now())
    response.writeHead(times.length < 4 ? 503 : 200).end()
  })
  const { pay, confirm } = await startShop(t, { webhookUrl: receiver.url, webhookMinuteMs: 10 })
  await confirm(await pay('approves'))
  await receiver.first(4)
  const waits = times.slice(1).map((time, index) => time - times[index]!)
  for (const [index, minutes] of [1, 4, 16].entries()) assert.ok(waits[index]! >= minutes * 10 - 2, `${waits}`)
})

test('an answer that does not come in time counts as none', async (t) => {
  const receiver = await webhookReceiver(t, (response, nth) => nth > 1 && response.end())
  const { pay, confirm } = await startShop(t, { webhookUrl: receiver.url, webhookTimeoutMs: 50, webhookMinuteMs: 1 })
  await confirm(await pay('approves'))
  const [, second] = await receiver.first(2)
  assert.equal(second?.headers['tosspayments-webhook-transmission-retried-count'], '1')
})

test('a webhook can be doubled', async (t) => {
  const receiver = await webhookReceiver(t)
  const { pay, confirm, script } = await startShop(t, { webhookUrl: receiver.url })
  await script({ on: 'webhook', fault: 'duplicate' })
  await confirm(await pay('approves'))
  const [one, other] = await receiver.first(2)
  const id = 'tosspayments-webhook-transmission-id'
  assert.deepEqual([one?.headers[id], one?.body], [other?.headers[id], other?.body])
})

test('a webhook can be kept until it is flushed, for one order only', async (t) => {
  const receiver = await webhookReceiver(t)
  const { bank, pay, confirm, script } = await startShop(t, { webhookUrl: receiver.url })
  const late = await pay('approves')
  const prompt = await pay('approves')
  await script({ on: 'webhook', fault: 'late', orderId: late.orderId })
  await confirm(late)
  await confirm(prompt)
  assert.equal((await receiver.first(1))[0]?.body.data.orderId, prompt.orderId)
  assert.deepEqual(
    (await webhooksOf(bank.url)).map(({ state }) => state),
    ['held', 'delivered'],
  )
  await flush(bank.url)
  assert.equal((await receiver.first(2))[1]?.body.data.orderId, late.orderId)
})

test('webhooks can come in the wrong order', async (t) => {
  const receiver = await webhookReceiver(t)
  const { pay, confirm, cancel, script } = await startShop(t, { webhookUrl: receiver.url })
  await script({ on: 'webhook', fault: 'disorder', times: 3 })
  const { paymentKey } = (await confirm(await pay('approves'))).body
  await cancel(paymentKey, { cancelAmount: 1_000 })
  await cancel(paymentKey, { cancelAmount: 2_000 })
  const received = await receiver.first(3)
  assert.deepEqual(
    received.map(({ body }) => body.data.balanceAmount),
    [12_000, 14_000, 15_000],
  )
})

test('test keys may be set to send none, and webhooks to carry the secret', async (t) => {
  const receiver = await webhookReceiver(t)
  const silent = await startShop(t, { webhookUrl: receiver.url, switches: { webhooksForTestKeys: false } })
  await silent.confirm(await silent.pay('approves'))
  const open = await startShop(t, { webhookUrl: receiver.url, switches: { webhookSecret: true } })
  const { body } = await open.confirm(await open.pay('approves'))
  const [first] = await receiver.first(1)
  assert.deepEqual(first?.body.data, body)
})
