import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { storeVoucher } from '@tiketi/reservation-service/voucher'
import { stage } from './stage.ts'

test('an order that costs nothing goes past the bank and not past the saga, and is given back ticket by ticket', async (t) => {
  const { holder, prepared, confirm, reservation, atBank, seats } = await stage(t)
  const { buyer, hold } = await holder()
  const [{ eventId } = { eventId: '' }] = await seats.sql<{ eventId: string }>(
    'select event_id as "eventId" from reservation.performance where id = ?',
    [hold.performanceId],
  )
  await storeVoucher(seats.own.em.fork(), {
    id: randomUUID(),
    eventId,
    code: 'FREE',
    kind: 'percent',
    value: 100,
    quota: 1,
    opensAt: '2020-01-01T00:00:00.000Z',
    closesAt: '2040-01-01T00:00:00.000Z',
  })
  const key = { 'idempotency-key': randomUUID() }
  const redeemed = await buyer.post(`/api/reservation/holds/${hold.id}/voucher`, { code: 'FREE' }, key)
  assert.equal(redeemed.body.totalWon, 0, JSON.stringify(redeemed.body))
  const payment = await prepared(buyer, hold.id)
  assert.equal(payment.amountWon, 0)
  const { status, body } = await confirm({ orderId: payment.orderId, paymentKey: 'free', amount: 0 })
  assert.deepEqual([status, body.state], [200, 'captured'])
  await until(async () => (await reservation(hold.id)).state === 'confirmed')
  assert.deepEqual(await atBank(payment.orderId), [])

  const url = `/api/reservation/orders/${hold.id}`
  const { tickets } = (await buyer.get(url)).body
  for (const { id } of tickets) {
    const given = await buyer.post(`${url}/refunds`, { tickets: [id], feeWon: 0 }, { 'idempotency-key': randomUUID() })
    assert.deepEqual([given.status, given.body.amountWon], [201, 0])
  }
  await until(async () =>
    (await buyer.get(url)).body.refunds.every(({ returnedAt }: { returnedAt: string | null }) => returnedAt),
  )
  assert.deepEqual(await seats.sql('select from payment_inbox.event where done_at is null'), [])
})
