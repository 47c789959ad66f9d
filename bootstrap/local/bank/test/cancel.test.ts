import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startShop, testClock } from './shop.ts'

const sessionOf = async (url: string, taxFreeAmount: number) => {
  const response = await fetch(`${url}/v2/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      clientKey: 'test_ck_shop',
      customerKey: 'buyer-7',
      method: 'CARD',
      amount: { currency: 'KRW', value: 10_000 },
      taxFreeAmount,
      orderId: 'order-with-tax-free',
      orderName: '책과 공연',
      successUrl: 'http://shop.example/paid',
      failUrl: 'http://shop.example/failed',
    }),
  })
  return ((await response.json()) as { paymentKey: string }).paymentKey
}

test('one cancel of everything ends in CANCELED, and again is ALREADY_CANCELED_PAYMENT', async (t) => {
  const { pay, confirm, cancel, payment } = await startShop(t, { now: testClock().now })
  const { paymentKey } = (await confirm(await pay('approves'))).body
  const { status, body } = await cancel(paymentKey, { cancelReason: '공연 취소', refundableAmount: 15_000 })
  assert.equal(status, 200)
  assert.deepEqual(
    [body.status, body.totalAmount, body.balanceAmount, body.vat, body.suppliedAmount],
    ['CANCELED', 15_000, 0, 0, 0],
  )
  assert.deepEqual(body.cancels, [
    {
      cancelAmount: 15_000,
      cancelReason: '공연 취소',
      taxFreeAmount: 0,
      taxExemptionAmount: 0,
      refundableAmount: 0,
      cardDiscountAmount: 0,
      transferDiscountAmount: 0,
      easyPayDiscountAmount: 0,
      canceledAt: '2026-12-24T19:00:00+09:00',
      transactionKey: body.lastTransactionKey,
      receiptKey: null,
      cancelStatus: 'DONE',
      cancelRequestId: null,
    },
  ])
  assert.deepEqual(await payment(paymentKey), body)
  const again = await cancel(paymentKey, {})
  assert.deepEqual([again.status, again.body.code], [400, 'ALREADY_CANCELED_PAYMENT'])
})

test('partial cancels stay PARTIAL_CANCELED down to a balance of 0, and then are NOT_CANCELABLE_AMOUNT', async (t) => {
  const { pay, confirm, cancel } = await startShop(t)
  const { paymentKey } = (await confirm(await pay('approves'))).body

  const first = (await cancel(paymentKey, { cancelAmount: 4_000, refundableAmount: 15_000 })).body
  assert.deepEqual(
    [first.status, first.balanceAmount, first.vat, first.suppliedAmount],
    ['PARTIAL_CANCELED', 11_000, 1_000, 10_000],
  )
  assert.equal(first.cancels?.[0]?.refundableAmount, 11_000)

  const over = await cancel(paymentKey, { cancelAmount: 11_001 })
  assert.deepEqual([over.status, over.body.code], [403, 'NOT_CANCELABLE_AMOUNT'])

  const rest = (await cancel(paymentKey, {})).body
  assert.deepEqual([rest.status, rest.balanceAmount], ['PARTIAL_CANCELED', 0])
  assert.deepEqual(
    rest.cancels?.map(({ cancelAmount }) => cancelAmount),
    [4_000, 11_000],
  )

  const again = await cancel(paymentKey, {})
  assert.deepEqual([again.status, again.body.code], [403, 'NOT_CANCELABLE_AMOUNT'])
})

test('a refundable amount that is not the balance refuses and does nothing', async (t) => {
  const { pay, confirm, cancel, payment } = await startShop(t)
  const { paymentKey } = (await confirm(await pay('approves'))).body
  await cancel(paymentKey, { cancelAmount: 5_000, refundableAmount: 15_000 })
  const stale = await cancel(paymentKey, { cancelAmount: 5_000, refundableAmount: 15_000 })
  assert.deepEqual([stale.status, stale.body.code], [400, 'NOT_MATCHES_REFUNDABLE_AMOUNT'])
  assert.equal((await payment(paymentKey)).balanceAmount, 10_000)
})

test('of many cancels of the same balance exactly one gives money back', async (t) => {
  const { pay, confirm, cancel, books } = await startShop(t)
  const { paymentKey } = (await confirm(await pay('approves'))).body
  const body = { cancelAmount: 5_000, refundableAmount: 15_000 }
  const answers = await Promise.all(Array.from({ length: 20 }, () => cancel(paymentKey, body)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.deepEqual((await books()).cancelledWon, 5_000)
})

test('cancels that are not well formed, or of nothing that was paid, are refused', async (t) => {
  const { pay, confirm, cancel } = await startShop(t)
  const { paymentKey } = (await confirm(await pay('approves'))).body
  const refusals: [body: object, code: string][] = [
    [{ cancelReason: undefined }, 'INVALID_REQUEST'],
    [{ cancelReason: '' }, 'INVALID_REQUEST'],
    [{ cancelReason: '가'.repeat(201) }, 'INVALID_REQUEST'],
    [{ cancelAmount: '5000' }, 'INVALID_REQUEST'],
    [{ cancelAmount: 0.5 }, 'INVALID_REQUEST'],
    [{ cancelAmount: -1 }, 'INVALID_REQUEST'],
    [{ cancelAmount: 0 }, 'NOT_CANCELABLE_AMOUNT'],
    [{ currency: 'USD' }, 'INVALID_REQUEST'],
    [{ cancelAmount: 5_000, taxFreeAmount: 1 }, 'NOT_CANCELABLE_AMOUNT'],
  ]
  for (const [body, code] of refusals)
    assert.equal((await cancel(paymentKey, body)).body.code, code, JSON.stringify(body))
  assert.equal((await cancel('no-such-key', {})).body.code, 'NOT_FOUND_PAYMENT')
  const unpaid = await cancel((await pay('approves')).paymentKey, {})
  assert.deepEqual([unpaid.status, unpaid.body.code], [403, 'NOT_CANCELABLE_PAYMENT'])
})

test('VAT is an eleventh of the taxable part, and follows the balance', async (t) => {
  const { bank, confirm, cancel } = await startShop(t)
  const paymentKey = await sessionOf(bank.url, 3_000)
  await fetch(`${bank.url}/pay/${paymentKey}/authenticate`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ card: 'approves' }),
  })
  const paid = (await confirm({ paymentKey, orderId: 'order-with-tax-free', amount: 10_000 })).body
  assert.deepEqual([paid.vat, paid.suppliedAmount, paid.taxFreeAmount], [636, 6_364, 3_000])
  const part = (await cancel(paymentKey, { cancelAmount: 4_000, taxFreeAmount: 1_000 })).body
  assert.deepEqual([part.vat, part.suppliedAmount, part.taxFreeAmount], [364, 3_636, 2_000])
  const rest = (await cancel(paymentKey, {})).body
  assert.deepEqual([rest.vat, rest.suppliedAmount, rest.taxFreeAmount], [0, 0, 0])
})

test('VAT can be set to lose each cancel its own share instead', async (t) => {
  const amounts = []
  for (const vatAfterCancel of ['balance', 'share'] as const) {
    const { pay, confirm, cancel } = await startShop(t, { switches: { vatAfterCancel } })
    const { paymentKey } = (await confirm(await pay('approves', { amountWon: 10_000 }))).body
    await cancel(paymentKey, { cancelAmount: 3_338 })
    const { vat, suppliedAmount } = (await cancel(paymentKey, { cancelAmount: 3_338 })).body
    amounts.push([vat, suppliedAmount])
  }
  assert.deepEqual(amounts, [
    [302, 3_022],
    [303, 3_021],
  ])
})

test('transactions list each approval and cancel once, in order, page by page', async (t) => {
  const clock = testClock()
  const { call, pay, confirm, cancel } = await startShop(t, { now: clock.now })
  const { paymentKey } = (await confirm(await pay('approves'))).body
  clock.advanceMinutes(1)
  await cancel(paymentKey, { cancelAmount: 5_000 })
  clock.advanceMinutes(1)
  await cancel(paymentKey, { cancelAmount: 1_000 })

  type Row = { transactionKey: string; status: string; amount: number }
  const list = async (query: string) => {
    const { body } = await call(
      'GET',
      `/v1/transactions?startDate=2026-12-24T00:00:00&endDate=2026-12-24T23:59:59${query}`,
    )
    return body as unknown as Row[]
  }
  const all = await list('')
  assert.deepEqual(
    all.map(({ status, amount }) => [status, amount]),
    [
      ['DONE', 15_000],
      ['PARTIAL_CANCELED', -5_000],
      ['PARTIAL_CANCELED', -1_000],
    ],
  )
  assert.deepEqual(await list(`&limit=1&startingAfter=${all[0]?.transactionKey}`), [all[1]])
  const zoned = await call('GET', '/v1/transactions?startDate=2026-12-24T00:00:00Z&endDate=2026-12-24T23:59:59Z')
  assert.deepEqual([zoned.status, zoned.body.code], [400, 'INVALID_DATE'])
})
