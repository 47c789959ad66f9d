import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leaveBank } from '../buyer.ts'
import { newPurchase, startShop, testClock } from './shop.ts'

test('a payment is READY, then IN_PROGRESS, then DONE, and looks as documented', async (t) => {
  const { call, pay, confirm, payment } = await startShop(t, { now: testClock().now })
  const authenticated = await pay('approves')
  const before = await payment(authenticated.paymentKey)
  assert.deepEqual([before.status, before.method, before.approvedAt, before.card], ['IN_PROGRESS', '카드', null, null])

  const { status, body } = await confirm(authenticated)
  assert.equal(status, 200)
  assert.match(body.paymentKey, /^tiket_20261224190000[A-Za-z0-9]{5}$/)
  assert.match(body.lastTransactionKey ?? '', /^txrd_a01/)
  assert.match(body.secret ?? '', /^ps_/)
  assert.match(body.card?.approveNo ?? '', /^\d{8}$/)
  const { paymentKey, lastTransactionKey, secret, checkout, receipt, card, ...rest } = body
  assert.deepEqual(card && { ...card, approveNo: '' }, {
    amount: 15_000,
    issuerCode: '41',
    acquirerCode: '41',
    number: '45184200****100*',
    installmentPlanMonths: 0,
    approveNo: '',
    useCardPoint: false,
    cardType: '신용',
    ownerType: '개인',
    acquireStatus: 'READY',
    isInterestFree: false,
    interestPayer: null,
  })
  assert.ok(checkout?.url.endsWith(paymentKey) && receipt?.url.includes(paymentKey))
  assert.deepEqual(rest, {
    mId: 'tiketi',
    version: '2022-11-16',
    type: 'NORMAL',
    orderId: authenticated.orderId,
    orderName: '겨울 콘서트 2석',
    currency: 'KRW',
    country: 'KR',
    method: '카드',
    status: 'DONE',
    requestedAt: '2026-12-24T19:00:00+09:00',
    approvedAt: '2026-12-24T19:00:00+09:00',
    useEscrow: false,
    cultureExpense: false,
    isPartialCancelable: true,
    totalAmount: 15_000,
    balanceAmount: 15_000,
    suppliedAmount: 13_636,
    vat: 1_364,
    taxFreeAmount: 0,
    taxExemptionAmount: 0,
    cancels: null,
    virtualAccount: null,
    transfer: null,
    mobilePhone: null,
    giftCertificate: null,
    easyPay: null,
    cashReceipt: null,
    cashReceipts: null,
    discount: null,
    failure: null,
    metadata: null,
  })
  assert.deepEqual(await payment(paymentKey), body)
  assert.deepEqual((await call('GET', `/v1/payments/orders/${authenticated.orderId}`)).body, body)
})

test('a confirm that is not what the buyer authenticated is refused and charges nothing', async (t) => {
  const { pay, confirm, books } = await startShop(t)
  const good = await pay('approves')
  const refusals: [body: object, status: number, code: string][] = [
    [{}, 400, 'INVALID_REQUEST'],
    [{ ...good, paymentKey: undefined }, 400, 'INVALID_REQUEST'],
    [{ ...good, paymentKey: 'k'.repeat(201) }, 400, 'INVALID_REQUEST'],
    [{ ...good, orderId: 7 }, 400, 'INVALID_REQUEST'],
    [{ ...good, amount: '15000' }, 400, 'INVALID_REQUEST'],
    [{ ...good, amount: 14_999 }, 400, 'INVALID_REQUEST'],
    [{ ...good, orderId: 'another-order' }, 403, 'FORBIDDEN_REQUEST'],
    [{ ...good, paymentKey: 'another-key' }, 404, 'NOT_FOUND_PAYMENT_SESSION'],
  ]
  for (const [body, status, code] of refusals) {
    const answer = await confirm(body)
    assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(body))
  }
  assert.equal((await books()).capturedWon, 0)
  assert.equal((await confirm(good)).status, 200)
})

test('confirming twice, or an order that is paid already, is refused', async (t) => {
  const { pay, confirm, books } = await startShop(t)
  const first = await pay('approves')
  const second = await pay('approves', { orderId: first.orderId })
  assert.equal((await confirm(first)).status, 200)
  assert.equal((await confirm(first)).body.code, 'ALREADY_PROCESSED_PAYMENT')
  assert.equal((await confirm(second)).body.code, 'DUPLICATED_ORDER_ID')
  assert.equal((await books()).capturedWon, 15_000)
})

test('of many confirms at the same time exactly one charges', async (t) => {
  const { pay, confirm, books } = await startShop(t, { slowCardMs: 20 })
  const authenticated = await pay('slow')
  const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(authenticated)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.equal(answers.filter(({ body }) => body.code === 'ALREADY_PROCESSED_PAYMENT').length, 19)
  assert.equal((await books()).capturedWon, 15_000)
})

test('a card over its limit ends the payment as ABORTED; a stolen one is refused and leaves it to expire', async (t) => {
  const { pay, confirm, payment } = await startShop(t)
  const poor = await pay('limit-exceeded')
  const declined = await confirm(poor)
  const failure = { code: 'REJECT_CARD_PAYMENT', message: '한도초과 혹은 잔액부족으로 결제에 실패했습니다.' }
  assert.deepEqual([declined.status, declined.body], [403, failure])
  const aborted = await payment(poor.paymentKey)
  assert.deepEqual([aborted.status, aborted.failure, aborted.balanceAmount], ['ABORTED', failure, 15_000])
  assert.equal((await confirm(poor)).body.code, 'NOT_FOUND_PAYMENT_SESSION')

  const stolen = await pay('stolen')
  const refused = await confirm(stolen)
  assert.deepEqual([refused.status, refused.body.code], [400, 'INVALID_CARD_LOST_OR_STOLEN'])
  assert.equal((await payment(stolen.paymentKey)).status, 'IN_PROGRESS')
})

test('which refusals abort, and what an aborted payment answers, can be set', async (t) => {
  const { pay, confirm, payment } = await startShop(t, {
    switches: { abortingConfirmErrors: 'every', confirmAborted: 'ALREADY_PROCESSED_PAYMENT' },
  })
  const stolen = await pay('stolen')
  await confirm(stolen)
  assert.equal((await payment(stolen.paymentKey)).status, 'ABORTED')
  assert.equal((await confirm(stolen)).body.code, 'ALREADY_PROCESSED_PAYMENT')
})

test('a payment expires after 30 minutes without a buyer and after 10 without a confirm', async (t) => {
  const clock = testClock()
  const { bank, pay, confirm, payment, books } = await startShop(t, { now: clock.now })
  await leaveBank(bank.url, newPurchase())
  const authenticated = await pay('approves')
  clock.advanceMinutes(9.99)
  assert.equal((await payment(authenticated.paymentKey)).status, 'IN_PROGRESS')
  clock.advanceMinutes(0.01)
  const expired = await payment(authenticated.paymentKey)
  assert.equal(expired.status, 'EXPIRED')
  assert.deepEqual(expired.failure, { code: 'EXPIRED_PAYMENT', message: '결제가 만료되었습니다. 다시 시도해주세요.' })
  const nothing = [expired.method, expired.approvedAt, expired.card, expired.receipt, expired.secret, expired.useEscrow]
  assert.ok(nothing.every((value) => value === null))
  const late = await confirm(authenticated)
  assert.deepEqual([late.status, late.body.code], [404, 'NOT_FOUND_PAYMENT_SESSION'])

  clock.advanceMinutes(19.99)
  assert.deepEqual(
    (await books()).payments.map(({ status }) => status),
    ['READY', 'EXPIRED'],
  )
  clock.advanceMinutes(0.01)
  assert.deepEqual(
    (await books()).payments.map(({ status }) => status),
    ['EXPIRED', 'EXPIRED'],
  )
})

test('a test code is answered with its real status before anything is looked up, and changes nothing', async (t) => {
  const { pay, confirm, cancel, payment } = await startShop(t)
  const authenticated = await pay('approves')
  const codes: [code: string, status: number][] = [
    ['REJECT_CARD_PAYMENT', 403],
    ['FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING', 500],
    ['IDEMPOTENT_REQUEST_PROCESSING', 409],
    ['DUPLICATED_ORDER_ID', 400],
  ]
  for (const [code, status] of codes) {
    const answer = await confirm(authenticated, { 'tosspayments-test-code': code })
    assert.deepEqual([answer.status, answer.body.code], [status, code])
    const unknown = await cancel('no-such-key', {}, { 'tosspayments-test-code': code })
    assert.deepEqual([unknown.status, unknown.body.code], [status, code])
  }
  const wrong = await confirm(authenticated, { 'tosspayments-test-code': 'NO_SUCH_CODE' })
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'INVALID_TEST_CODE'])
  assert.equal((await payment(authenticated.paymentKey)).status, 'IN_PROGRESS')
})

test('live keys ignore test codes', async (t) => {
  const { bank, pay, confirm } = await startShop(t, { secretKey: 'live_sk_shop' })
  const authorization = `Basic ${Buffer.from('live_sk_shop:').toString('base64')}`
  const answer = await confirm(await pay('approves'), {
    authorization,
    'tosspayments-test-code': 'REJECT_CARD_PAYMENT',
  })
  assert.equal(answer.status, 200, bank.url)
})

test('enumerations can be set to speak English with the messages', async (t) => {
  const { pay, confirm } = await startShop(t, { switches: { englishEnums: true } })
  const { body } = await confirm(await pay('approves'), { 'accept-language': 'en-US' })
  assert.deepEqual([body.method, body.card?.cardType], ['CARD', 'CREDIT'])
})
