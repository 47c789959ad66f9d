import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startShop, testClock } from './shop.ts'

const key = (value: string) => ({ 'idempotency-key': value })

test('the same key gets the first answer again and nothing is done twice', async (t) => {
  const { pay, confirm, cancel, books } = await startShop(t)
  const authenticated = await pay('approves')
  const first = await confirm(authenticated, key('confirm-1'))
  const second = await confirm(authenticated, key('confirm-1'))
  assert.deepEqual([second.status, second.body], [200, first.body])

  const { paymentKey } = authenticated
  const cancels = [await cancel(paymentKey, { cancelAmount: 1_000 }, key('cancel-1'))]
  cancels.push(await cancel(paymentKey, { cancelAmount: 1_000 }, key('cancel-1')))
  assert.deepEqual(cancels[0]?.body, cancels[1]?.body)
  await cancel(paymentKey, { cancelAmount: 1_000 }, key('cancel-2'))
  assert.equal((await books()).cancelledWon, 2_000)
})

test('errors are repeated too, of 500 and above unless set otherwise', async (t) => {
  for (const idempotencyReplays5xx of [true, false]) {
    const { pay, confirm } = await startShop(t, { switches: { idempotencyReplays5xx } })
    const authenticated = await pay('approves')
    const failing = { ...key('one'), 'tosspayments-test-code': 'UNKNOWN_PAYMENT_ERROR' }
    assert.equal((await confirm(authenticated, failing)).status, 500)
    assert.equal((await confirm(authenticated, key('one'))).status, idempotencyReplays5xx ? 500 : 200)
    const wrong = { ...key('two'), 'tosspayments-test-code': 'PROVIDER_ERROR' }
    assert.equal((await confirm(authenticated, wrong)).status, 400)
    assert.equal((await confirm(authenticated, key('two'))).body.code, 'PROVIDER_ERROR')
  }
})

test('while the first call runs, the same key gets 409 and then its answer', async (t) => {
  const { pay, confirm, script, books } = await startShop(t)
  const authenticated = await pay('approves')
  await script({ on: 'confirm', fault: 'delay', delayMs: 1_000 })
  const slow = confirm(authenticated, key('slow'))
  let answer = await confirm(authenticated, key('slow'))
  // The two may reach the bank in either order; the one that waits is the first to be running.
  if (answer.status === 200) answer = await slow
  assert.deepEqual([answer.status, answer.body.code], [409, 'IDEMPOTENT_REQUEST_PROCESSING'])
  await slow
  const after = await confirm(authenticated, key('slow'))
  assert.deepEqual([after.status, after.body.status], [200, 'DONE'])
  assert.equal((await books()).capturedWon, 15_000)
})

test('of many calls with one key at the same time one works and the others are told to wait', async (t) => {
  const { pay, confirm, cancel, script, books } = await startShop(t)
  const { paymentKey } = (await confirm(await pay('approves'))).body
  await script({ on: 'cancel', fault: 'delay', delayMs: 1_000, times: 20 })
  const calls = Array.from({ length: 20 }, () => cancel(paymentKey, { cancelAmount: 1_000 }, key('once')))
  const statuses = (await Promise.all(calls)).map(({ status }) => status)
  assert.deepEqual(statuses.toSorted(), [200, ...Array(19).fill(409)])
  assert.equal((await books()).cancelledWon, 1_000)
})

test('the key belongs to its URL and is no part of a GET; the body does not matter unless set to', async (t) => {
  const { call, pay, confirm, cancel } = await startShop(t)
  const one = await pay('approves')
  const two = await pay('approves')
  for (const authenticated of [one, two]) assert.equal((await confirm(authenticated)).status, 200)
  assert.equal((await cancel(one.paymentKey, {}, key('same'))).body.paymentKey, one.paymentKey)
  assert.equal((await cancel(two.paymentKey, { cancelAmount: 1 }, key('same'))).body.paymentKey, two.paymentKey)
  const replayed = await cancel(two.paymentKey, { cancelAmount: 2 }, key('same'))
  assert.equal(replayed.body.balanceAmount, 14_999)

  await call('GET', `/v1/payments/${two.paymentKey}`, undefined, key('read'))
  await cancel(two.paymentKey, {})
  const read = await call('GET', `/v1/payments/${two.paymentKey}`, undefined, key('read'))
  assert.equal(read.body.balanceAmount, 0)

  const strict = await startShop(t, { switches: { idempotencyOtherBody: 'refuse' } })
  const paid = await strict.pay('approves')
  await strict.confirm(paid, key('k'))
  assert.equal((await strict.confirm({ ...paid, amount: 1 }, key('k'))).body.code, 'INVALID_REQUEST')
})

test('a key of 300 characters is taken, a longer one refused; it is forgotten after 15 days', async (t) => {
  const clock = testClock()
  const { pay, confirm } = await startShop(t, { now: clock.now })
  const authenticated = await pay('approves')
  const long = await confirm(authenticated, key('k'.repeat(301)))
  assert.deepEqual(
    [long.status, long.body.code, long.body.message],
    [400, 'INVALID_IDEMPOTENCY_KEY', '멱등키는 300자 이하여야 합니다.'],
  )
  assert.equal((await confirm(authenticated, key('k'.repeat(300)))).status, 200)
  clock.advanceMinutes(15 * 24 * 60 - 1)
  assert.equal((await confirm(authenticated, key('k'.repeat(300)))).status, 200)
  clock.advanceMinutes(1)
  assert.equal((await confirm(authenticated, key('k'.repeat(300)))).body.code, 'ALREADY_PROCESSED_PAYMENT')
})
