import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { stage } from './stage.ts'

const WAYS = {
  card: { card: 'approves' },
  'easy-pay': { account: 'pays', options: { method: 'CARD', card: { flowMode: 'DIRECT', easyPay: 'KAKAOPAY' } } },
  transfer: { account: 'pays', options: { method: 'TRANSFER', transfer: { cashReceipt: { type: '지출증빙' } } } },
} as const

test('what a payment was made with is what the bank says, shown to its buyer, and summed in the settlement', async (t) => {
  const { seats, app, prepared, payWith, confirm, reservation } = await stage(t)
  const performance = await seats.sell()
  const organiser = await seats.someone('organiser')
  await seats.sql('update reservation.performance set organiser_id = ?', [organiser.id])
  const buyer = await seats.someone()
  const names: Record<string, string | null> = {}
  for (const [at, [method, means]] of Object.entries(WAYS).entries()) {
    const one = await seats.someone()
    const hold = await one.held(performance.id, [at])
    const { body } = await confirm(await payWith(await prepared(one, hold.id), means))
    assert.equal(body.state, 'captured')
    await until(async () => (await reservation(hold.id)).state === 'confirmed')
    const path = `/api/payment/reservations/${hold.id}/paid-with`
    const { paidWith } = (await one.at(app).get(path)).body
    assert.equal(paidWith.method, method)
    assert.equal(paidWith.cashReceiptUrl !== null, method === 'transfer')
    names[method] = paidWith.name
    assert.deepEqual(
      (await buyer.at(app).get(path)).body,
      { paidWith: null, needsRefundAccount: false },
      'nothing to others',
    )
  }
  assert.deepEqual(names, { card: null, 'easy-pay': '카카오페이', transfer: '국민은행' })
  const url = `/api/payment/organiser/events/${performance.eventId}/settlement`
  const { grossWon, methods } = (await organiser.at(app).get(url)).body
  assert.deepEqual(
    methods.map(({ method, orders }: { method: string; orders: number }) => [method, orders]).toSorted(),
    [
      ['card', 1],
      ['easy-pay', 1],
      ['transfer', 1],
    ],
  )
  assert.equal(
    methods.reduce((sum: number, method: { grossWon: number }) => sum + method.grossWon, 0),
    grossWon,
  )
})

test('an account without enough money declines in words, and the seats are still held', async (t) => {
  const { holder, prepared, payWith, confirm, reservation } = await stage(t)
  const { buyer, hold } = await holder()
  const redirect = await payWith(await prepared(buyer, hold.id), { account: 'empty', options: { method: 'TRANSFER' } })
  const { body } = await confirm(redirect)
  assert.deepEqual([body.state, body.code], ['declined', 'REJECT_ACCOUNT_PAYMENT'])
  assert.match(body.reason, /account’s balance/)
  await until(async () => (await reservation(hold.id)).state === 'held')
})
