import assert from 'node:assert/strict'
import { test } from 'node:test'
import { payAtBank } from '../buyer.ts'
import { newPurchase, startShop, testClock, webhookReceiver } from './shop.ts'

const ACCOUNT = { bank: '06', accountNumber: '12345678901234', holderName: '김민지' }
const DUE = '2026-12-25T23:59:00'

test('easy pay and transfer are approved from an account, with a cash receipt for who wants one', async (t) => {
  const { bank, confirm, books } = await startShop(t)
  const easy = await payAtBank(bank.url, newPurchase(), {
    account: 'pays',
    options: { method: 'CARD', card: { flowMode: 'DIRECT', easyPay: 'TOSSPAY' } },
  })
  const { body: byEasyPay } = await confirm(easy)
  assert.deepEqual([byEasyPay.status, byEasyPay.method, byEasyPay.card], ['DONE', '간편결제', null])
  assert.deepEqual(byEasyPay.easyPay, { provider: '토스페이', amount: 15_000, discountAmount: 0 })

  const options = { method: 'TRANSFER', transfer: { cashReceipt: { type: '소득공제' } } }
  const { body: byTransfer } = await confirm(await payAtBank(bank.url, newPurchase(), { account: 'pays', options }))
  assert.deepEqual([byTransfer.method, byTransfer.transfer?.bankCode], ['계좌이체', '06'])
  assert.deepEqual([byTransfer.cashReceipt?.type, byTransfer.cashReceipt?.amount], ['소득공제', 15_000])

  const declined = await confirm(await payAtBank(bank.url, newPurchase(), { account: 'empty', options }))
  assert.deepEqual([declined.status, declined.body.code], [403, 'REJECT_ACCOUNT_PAYMENT'])
  assert.equal((await books()).capturedWon, 30_000)
})

test('from an account the bank takes 200 won and more, and only ways that it knows', async (t) => {
  const { bank } = await startShop(t)
  const pay = (amountWon: number, options: { method: string }) =>
    payAtBank(bank.url, newPurchase({ amountWon }), { account: 'pays', options })
  await assert.rejects(pay(199, { method: 'TRANSFER' }), /BELOW_MINIMUM_AMOUNT/)
  await assert.rejects(pay(500, { method: 'MOBILE_PHONE' }), /NOT_SUPPORTED_METHOD/)
  const late = { method: 'VIRTUAL_ACCOUNT', virtualAccount: { validHours: 2_161 } }
  await assert.rejects(pay(500, late), /EXCEED_MAX_DUE_DATE/)
})

test('a virtual account waits for its deposit, may lose it again, and tells each by a webhook of its own', async (t) => {
  const receiver = await webhookReceiver(t)
  const { bank, confirm, cancel, payment, books } = await startShop(t, {
    webhookUrl: receiver.url,
    now: testClock().now,
  })
  const options = { method: 'VIRTUAL_ACCOUNT', virtualAccount: { dueDate: DUE } }
  const redirect = await payAtBank(bank.url, newPurchase(), { account: 'pays', options })
  const { body } = await confirm(redirect)
  assert.deepEqual([body.status, body.approvedAt], ['WAITING_FOR_DEPOSIT', null])
  assert.equal(body.virtualAccount?.dueDate, `${DUE}+09:00`)
  assert.equal((await books()).capturedWon, 0)
  assert.equal(
    (await cancel(redirect.paymentKey, { cancelAmount: 1 })).status,
    403,
    'before the deposit all or nothing',
  )

  const act = (verb: string) => fetch(`${bank.url}/sandbox/orders/${redirect.orderId}/${verb}`, { method: 'POST' })
  for (const verb of ['deposit', 'reverse-deposit', 'deposit']) assert.equal((await act(verb)).status, 200)
  assert.equal((await act('deposit')).status, 409, 'it is paid')
  assert.equal((await cancel(redirect.paymentKey, {})).body.code, 'INVALID_REFUND_ACCOUNT_INFO')
  const { body: cancelled } = await cancel(redirect.paymentKey, { cancelAmount: 5_000, refundReceiveAccount: ACCOUNT })
  assert.deepEqual([cancelled.status, cancelled.balanceAmount], ['PARTIAL_CANCELED', 10_000])

  const { secret } = await payment(redirect.paymentKey)
  const told = await receiver.first(8)
  const callbacks = told
    .map(({ body }) => body as unknown as Record<string, string>)
    .filter(({ eventType }) => !eventType)
  assert.deepEqual(callbacks.map(({ status }) => status).toSorted(), [
    'DONE',
    'DONE',
    'PARTIAL_CANCELED',
    'WAITING_FOR_DEPOSIT',
    'WAITING_FOR_DEPOSIT',
  ])
  assert.ok(callbacks.every((callback) => callback.secret === secret && callback.orderId === redirect.orderId))
})

test('an account that nobody paid into is closed by one cancel', async (t) => {
  const { bank, confirm, cancel } = await startShop(t)
  const options = { method: 'VIRTUAL_ACCOUNT' }
  const redirect = await payAtBank(bank.url, newPurchase(), { account: 'pays', options })
  await confirm(redirect)
  assert.equal((await cancel(redirect.paymentKey, {})).body.status, 'CANCELED')
  assert.equal((await cancel(redirect.paymentKey, {})).body.code, 'ALREADY_CANCELED_PAYMENT')
})
