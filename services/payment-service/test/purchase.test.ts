import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { stage } from './stage.ts'

test('a hold is prepared, paid at the bank, confirmed, and its tickets are issued', async (t) => {
  const { holder, prepared, pay, confirm, reservation, atBank, seats } = await stage(t)
  const { buyer, hold } = await holder()
  const payment = await prepared(buyer, hold.id)
  assert.equal(payment.amountWon, hold.totalWon)
  assert.ok(payment.deadline > hold.deadline, 'preparing gives time to pay')
  assert.deepEqual(await atBank(payment.orderId), [], 'nothing is charged by preparing')

  const { status, body } = await confirm(await pay(payment))
  assert.deepEqual([status, body.state, body.reservationId], [200, 'captured', hold.id])
  await until(async () => (await reservation(hold.id)).state === 'confirmed')
  const tickets = await seats.sql('select from reservation.ticket where reservation_id = ?', [hold.id])
  assert.equal(tickets.length, 2)
  const [booked] = await atBank(payment.orderId)
  assert.deepEqual([booked!.status, booked!.balanceAmount], ['DONE', hold.totalWon])
})

test('preparing again, in a second tab or after a lost answer, gives the same payment', async (t) => {
  const { holder, prepare } = await stage(t)
  const { buyer, hold } = await holder()
  const key = randomUUID()
  const answers = await Promise.all([prepare(buyer, hold.id), prepare(buyer, hold.id), prepare(buyer, hold.id, key)])
  const repeated = await prepare(buyer, hold.id, key)
  assert.deepEqual(repeated.body, answers[2]!.body)
  assert.equal(new Set([...answers, repeated].map(({ body }) => body.orderId)).size, 1)
  assert.equal(new Set([...answers, repeated].map(({ body }) => body.deadline)).size, 1, 'the hold grows once')
})

test('after the hold changed a new payment has the new amount, and the old one charges nothing', async (t) => {
  const { holder, prepared, pay, confirm, reservation, atBank } = await stage(t)
  const { buyer, hold } = await holder()
  const [first, early] = [await prepared(buyer, hold.id), await prepared(buyer, hold.id)]
  assert.equal(early.orderId, first.orderId)
  const redirect = await pay(first)
  const changed = await buyer.change(hold.id, { add: { seats: [2] } })
  assert.equal(changed.status, 200, JSON.stringify(changed.body))
  assert.equal(changed.body.deadline, first.deadline, 'the deadline stays')

  const old = await confirm(redirect)
  assert.deepEqual([old.body.state, old.body.code], ['expired', 'AMOUNT_MISMATCH'])
  const second = await prepared(buyer, hold.id)
  assert.equal(second.amountWon, changed.body.totalWon)
  await buyer.change(hold.id, { drop: { seats: [0, 2] } })
  const third = await prepared(buyer, hold.id)
  assert.notEqual(third.orderId, second.orderId)
  assert.equal((await confirm(await pay(third))).body.state, 'captured')
  await until(async () => (await reservation(hold.id)).state === 'confirmed')
  const booked = await Promise.all([first, second, third].map(({ orderId }) => atBank(orderId)))
  assert.deepEqual(
    booked
      .flat()
      .filter(({ status }) => status === 'DONE')
      .map(({ totalAmount }) => totalAmount),
    [165_000],
  )
})

test('a success redirect that is replayed or opened in two tabs takes the money once', async (t) => {
  const { holder, prepared, pay, confirm, atBank, reaches } = await stage(t)
  const { buyer, hold } = await holder()
  const redirect = await pay(await prepared(buyer, hold.id))
  const both = await Promise.all([confirm(redirect), confirm(redirect)])
  assert.deepEqual(
    both.map(({ status }) => status),
    [200, 200],
  )
  await reaches(redirect.orderId, 'captured')
  assert.equal((await confirm(redirect)).body.state, 'captured')
  assert.equal((await atBank(redirect.orderId)).length, 1)
})

test('a tampered amount, a foreign payment key and an unknown order are refused and charge nothing', async (t) => {
  const { holder, prepared, pay, confirm, reaches, atBank, prepare, seats } = await stage(t)
  const { buyer, hold } = await holder()
  const payment = await prepared(buyer, hold.id)
  const redirect = await pay(payment)
  const tampered = await confirm({ ...redirect, amount: 100 })
  assert.deepEqual([tampered.status, tampered.body.code], [400, 'AMOUNT_MISMATCH'])
  const unknown = await confirm({ ...redirect, orderId: 'AAAAAAAAAAAAAAAAAAAAAA' })
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'PAYMENT_UNKNOWN'])
  assert.equal((await atBank(payment.orderId))[0]!.status, 'IN_PROGRESS')
  assert.equal((await prepare(await seats.someone(), hold.id)).status, 404, 'a hold of somebody else')

  const invented = await confirm({ ...redirect, paymentKey: 'tgen_invented' })
  assert.deepEqual([invented.status, invented.body.state], [200, 'declined'])
  await reaches(payment.orderId, 'declined')
  const late = await confirm(redirect)
  assert.deepEqual([late.status, late.body.code], [409, 'PAYMENT_KEY_MISMATCH'])
})

test('a declined card says why, the seats stay, and another card buys them', async (t) => {
  const { holder, prepared, pay, confirm, reservation, prepare, atBank } = await stage(t)
  const { buyer, hold } = await holder()
  const first = await prepared(buyer, hold.id)
  const { body } = await confirm(await pay(first, 'limit-exceeded'))
  assert.deepEqual([body.state, body.code], ['declined', 'REJECT_CARD_PAYMENT'])
  assert.match(body.reason, /Nothing was charged/)
  await until(async () => (await reservation(hold.id)).state === 'held')

  const second = await prepared(buyer, hold.id)
  assert.notEqual(second.orderId, first.orderId)
  assert.equal((await confirm(await pay(second))).body.state, 'captured')
  assert.equal((await atBank(first.orderId))[0]!.status, 'ABORTED')
  await until(async () => (await reservation(hold.id)).state === 'confirmed')
  assert.equal((await prepare(buyer, hold.id)).body.code, 'ALREADY_PAID')
})

test('an expired hold is never charged', async (t) => {
  const { holder, prepared, pay, confirm, seats, atBank } = await stage(t)
  const { buyer, hold } = await holder()
  const redirect = await pay(await prepared(buyer, hold.id))
  await seats.runOut(hold.id)
  const { body } = await confirm(redirect)
  assert.deepEqual([body.state, body.code], ['expired', 'HOLD_EXPIRED'])
  assert.equal((await atBank(redirect.orderId))[0]!.status, 'IN_PROGRESS', 'the bank was not asked')
})

test('a hold that was given back cannot be paid, and its seats are free for others', async (t) => {
  const { holder, prepared, pay, confirm, seats, atBank } = await stage(t)
  const { buyer, hold, performance } = await holder()
  const redirect = await pay(await prepared(buyer, hold.id))
  assert.equal((await buyer.release(hold.id)).status, 200)
  const other = await seats.someone()
  await other.held(performance.id, [0, 1])
  const { body } = await confirm(redirect)
  assert.deepEqual([body.state, body.code], ['expired', 'HOLD_RELEASED'])
  assert.equal((await atBank(redirect.orderId))[0]!.status, 'IN_PROGRESS', 'the bank was not asked')
})

test('a buyer who never comes back leaves nothing behind', async (t) => {
  const { holder, prepared, pay, confirm, lookNow, reaches, atBank } = await stage(t)
  const { buyer, hold } = await holder()
  const payment = await prepared(buyer, hold.id)
  const redirect = await pay(payment)
  await lookNow()
  await reaches(payment.orderId, 'expired')
  assert.equal((await confirm(redirect)).body.state, 'expired')
  assert.equal((await atBank(payment.orderId))[0]!.status, 'IN_PROGRESS')
})

test('bad bodies are a 400 with the field, and no log-in is a 401', async (t) => {
  const { app, confirm, prepare, seats } = await stage(t)
  const order = { orderId: 'AAAAAAAAAAAAAAAAAAAAAA', paymentKey: 'key' }
  for (const amount of [-1, 0.5, '100', 1e12]) {
    const { status, body } = await confirm({ ...order, amount: amount as number })
    assert.deepEqual([status, body.fields[0].path], [400, 'body.amount'])
  }
  assert.equal((await confirm({ ...order, amount: 1, extra: 1 } as never)).status, 400)
  assert.equal((await app.inject({ method: 'POST', url: '/api/payment/payments', payload: {} })).statusCode, 401)
  assert.equal((await prepare(await seats.someone(), 'not-an-id')).status, 400)
  assert.equal((await prepare(await seats.someone(), randomUUID())).status, 404)
})

test('what is below the bank’s minimum is refused before anybody goes there', async (t) => {
  const { seats, prepare } = await stage(t)
  const cheap = { code: 'VIP', name: { ko: 'VIP석', en: 'VIP' }, priceWon: 99 }
  const performance = await seats.sell({ performance: { grades: [cheap, { ...cheap, code: 'R', priceWon: 1 }] } })
  const buyer = await seats.someone()
  const { status, body } = await prepare(buyer, (await buyer.held(performance.id, [0])).id)
  assert.deepEqual([status, body.code, body.amountWon], [409, 'BELOW_MINIMUM', 99])
})
