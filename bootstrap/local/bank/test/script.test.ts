import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { basic, secretKey, startShop } from './shop.ts'

test('a call can be refused with any error: as often as asked, and a confirm as if by the provider', async (t) => {
  const { pay, confirm, payment, script } = await startShop(t)
  const authenticated = await pay('approves')
  await script({ on: 'confirm', fault: 'error', code: 'PROVIDER_ERROR', times: 2 })
  for (let i = 0; i < 2; i += 1) assert.equal((await confirm(authenticated)).body.code, 'PROVIDER_ERROR')
  assert.equal((await confirm(authenticated)).status, 200)

  const unlucky = await pay('approves')
  await script({ on: 'confirm', fault: 'error', code: 'FAILED_INTERNAL_SYSTEM_PROCESSING' })
  assert.equal((await confirm(unlucky)).status, 500)
  assert.equal((await payment(unlucky.paymentKey)).status, 'ABORTED')
})

test('a failure for one order meets no other', async (t) => {
  const { pay, confirm, call, script } = await startShop(t)
  const marked = await pay('approves')
  const other = await pay('approves')
  await script({ on: 'any', fault: 'error', code: 'COMMON_ERROR', orderId: marked.orderId, times: 3 })
  assert.equal((await confirm(other)).status, 200)
  assert.equal((await call('GET', `/v1/payments/orders/${other.orderId}`)).status, 200)
  assert.equal((await call('GET', `/v1/payments/orders/${marked.orderId}`)).status, 500)
  assert.equal((await call('GET', `/v1/payments/${marked.paymentKey}`)).status, 500)
  assert.equal((await confirm(marked)).status, 500)
})

test('hanging up comes before anything is done', async (t) => {
  const { pay, confirm, payment, script } = await startShop(t)
  const authenticated = await pay('approves')
  await script({ on: 'confirm', fault: 'hang-up' })
  await assert.rejects(confirm(authenticated, { 'idempotency-key': 'k' }))
  assert.equal((await payment(authenticated.paymentKey)).status, 'IN_PROGRESS')
  assert.equal((await confirm(authenticated, { 'idempotency-key': 'k' })).status, 200)
})

test('dropping the connection comes after the money moved, and the key brings the answer back', async (t) => {
  const { pay, confirm, cancel, script, books } = await startShop(t)
  const authenticated = await pay('approves')
  await script({ on: 'confirm', fault: 'drop' })
  await assert.rejects(confirm(authenticated, { 'idempotency-key': 'k' }))
  assert.equal((await books()).capturedWon, 15_000)
  const again = await confirm(authenticated, { 'idempotency-key': 'k' })
  assert.deepEqual([again.status, again.body.status], [200, 'DONE'])
  assert.equal((await confirm(authenticated)).body.code, 'ALREADY_PROCESSED_PAYMENT')

  await script({ on: 'cancel', fault: 'drop' })
  await assert.rejects(cancel(authenticated.paymentKey, {}, { 'idempotency-key': 'c' }))
  assert.equal((await books()).cancelledWon, 15_000)
})

test('an answer that never comes leaves the money moved: by the script, or by the card that does so by itself', async (t) => {
  const { bank, pay, confirm, script, payment } = await startShop(t)
  for (const card of ['approves', 'times-out'] as const) {
    const authenticated = await pay(card)
    if (card === 'approves') await script({ on: 'confirm', fault: 'no-answer' })
    const patience = new AbortController()
    const impatient = fetch(`${bank.url}/v1/payments/confirm`, {
      method: 'POST',
      headers: { authorization: basic(`${secretKey}:`), 'content-type': 'application/json', 'idempotency-key': card },
      body: JSON.stringify(authenticated),
      signal: patience.signal,
    }).then(
      () => 'an answer',
      () => 'none',
    )
    await until(async () => (await payment(authenticated.paymentKey)).status === 'DONE')
    patience.abort()
    assert.equal(await impatient, 'none')
    assert.equal((await confirm(authenticated)).body.code, 'ALREADY_PROCESSED_PAYMENT')
    assert.equal((await confirm(authenticated, { 'idempotency-key': card })).status, 200)
  }
})

test('a frozen bank does nothing until it thaws, and then does what it was asked, too late', async (t) => {
  const { bank, pay, confirm, call, script, books } = await startShop(t)
  const authenticated = await pay('approves')
  await script({ on: 'any', fault: 'freeze' })
  const frozen = [confirm(authenticated), call('GET', '/v1/payments/none')]
  await until(async () => JSON.parse(await (await fetch(`${bank.url}/sandbox/script`)).text())[0].used === 2)
  assert.equal((await books()).capturedWon, 0)
  assert.equal((await fetch(`${bank.url}/sandbox/script`, { method: 'DELETE' })).status, 204)
  assert.deepEqual(
    (await Promise.all(frozen)).map(({ status }) => status),
    [200, 404],
  )
  assert.equal((await books()).capturedWon, 15_000)
})

test('the slow card and the bank itself take the time they are given', async (t) => {
  const { pay, confirm } = await startShop(t, { slowCardMs: 80, latencyMs: 40 })
  const authenticated = await pay('slow')
  const begun = performance.now()
  assert.equal((await confirm(authenticated)).status, 200)
  assert.ok(performance.now() - begun >= 115)
})

test('what is scripted can be seen, and a script that makes no sense is refused', async (t) => {
  const { bank, call, script } = await startShop(t)
  await script({ on: 'cancel', fault: 'delay', delayMs: 5, times: 3 })
  await script({ on: 'any', fault: 'freeze', orderId: 'one-order' })
  await call('POST', '/v1/payments/none/cancel', { cancelReason: 'x' })
  assert.deepEqual(await (await fetch(`${bank.url}/sandbox/script`)).json(), [
    { on: 'cancel', fault: 'delay', delayMs: 5, times: 3, left: 2, used: 1 },
    { on: 'any', fault: 'freeze', orderId: 'one-order', left: null, used: 0 },
  ])
  const nonsense = [
    {},
    { on: 'confirm' },
    { on: 'confirm', fault: 'duplicate' },
    { on: 'webhook', fault: 'drop' },
    { on: 'confirm', fault: 'error' },
    { on: 'confirm', fault: 'error', code: 'NO_SUCH_CODE' },
    { on: 'confirm', fault: 'drop', times: 0 },
    { on: 'confirm', fault: 'drop', tiems: 2 },
  ]
  for (const rule of nonsense)
    assert.equal((await call('POST', '/sandbox/script', rule)).status, 400, JSON.stringify(rule))
})
