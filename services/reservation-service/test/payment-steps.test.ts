import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Hold } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import { type Stage, stage } from './stage.ts'

async function holding(t: Parameters<typeof stage>[0]) {
  const all = await stage(t)
  const performance = await all.sell()
  const buyer = await all.someone()
  const hold = await buyer.held(performance.id, [1, 2])
  const payment = await all.service('payment')
  return {
    ...all,
    performance,
    buyer,
    hold,
    extend: (personId = buyer.id) => payment.post(`/internal/reservations/${hold.id}/extend`, { personId }),
    capture: (paymentId: string, amountWon = hold.totalWon) =>
      payment.post(`/internal/reservations/${hold.id}/capture`, { paymentId, amountWon }),
    captured: (paymentId: string, amountWon = hold.totalWon) =>
      settled(all, all.deliver('payment.captured', { paymentId, reservationId: hold.id, amountWon })),
    declined: (paymentId: string) =>
      settled(all, all.deliver('payment.declined', { paymentId, reservationId: hold.id })),
    state: async () => (await buyer.get(`/api/reservation/holds/${hold.id}`)).body as Hold,
  }
}

async function settled({ handled }: Stage, delivered: Promise<string>): Promise<void> {
  const id = await delivered
  await until(() => handled(id))
}

test('preparing a payment extends the hold once, to fifteen minutes in all', async (t) => {
  const { extend, hold, sql, performance } = await holding(t)
  const first = await extend()
  assert.deepEqual(
    { ...first.body, deadline: Date.parse(first.body.deadline) - Date.parse(hold.deadline) },
    {
      amountWon: 330_000,
      title: { ko: '별빛 정원', en: 'Garden of Stars' },
      seats: 2,
      deadline: 420_000,
      startsAt: performance.startsAt,
      eventId: performance.eventId,
      performanceId: performance.id,
    },
  )
  assert.deepEqual((await extend()).body, first.body)
  await assert.rejects(
    sql(`update reservation.reservation set deadline = deadline + interval '1 second'`),
    /reservation_check/,
  )
})

test('only the owner’s living hold is extended', async (t) => {
  const { extend, runOut, hold } = await holding(t)
  assert.equal((await extend(randomUUID())).status, 404)
  await runOut(hold.id)
  const late = await extend()
  assert.deepEqual([late.status, late.body.code], [409, 'HOLD_EXPIRED'])
})

test('the way of a purchase: held, capturing, confirmed, with one ticket a seat and one order number', async (t) => {
  const { capture, captured, state, sql, published, hold, performance, buyer } = await holding(t)
  const paymentId = randomUUID()
  assert.deepEqual((await capture(paymentId)).body, { state: 'capturing' })
  assert.equal((await state()).state, 'capturing')
  assert.equal((await buyer.release(hold.id)).body.code, 'PAYMENT_RUNNING')
  // The capture is told twice at once, as events may be.
  await Promise.all([captured(paymentId), captured(paymentId)])
  await captured(paymentId)
  assert.equal((await state()).state, 'confirmed')
  assert.deepEqual((await capture(paymentId)).body, { state: 'confirmed' })
  assert.equal((await buyer.release(hold.id)).body.code, 'ALREADY_PAID')
  assert.deepEqual(await sql('select seat from reservation.ticket order by seat'), [{ seat: 1 }, { seat: 2 }])
  assert.deepEqual(await sql('select seat, sold from reservation.seat_claim order by seat'), [
    { seat: 1, sold: true },
    { seat: 2, sold: true },
  ])
  const data = { reservationId: hold.id, onSaleId: performance.onSaleId, personId: buyer.id, seats: 2 }
  assert.deepEqual(await published('notification'), [{ name: 'reservation.confirmed', payload: data }])
  assert.deepEqual(await published('payment'), [])
})

test('a hold is captured by one payment: asking again gives the same answer, another is refused', async (t) => {
  const { capture, sql } = await holding(t)
  const payments = [randomUUID(), randomUUID()]
  const asked = [...payments, ...payments, ...payments]
  const answers = await Promise.all(asked.map((payment) => capture(payment)))
  const [captured] = await sql<{ payment_id: string }>('select payment_id from reservation.reservation')
  for (const [at, { status, body }] of answers.entries())
    assert.deepEqual(
      asked[at] === captured!.payment_id ? [status, body] : [status, body.code],
      asked[at] === captured!.payment_id ? [200, { state: 'capturing' }] : [409, 'PAYMENT_RUNNING'],
    )
})

test('a hold past its deadline, of another amount, short of a seat or for a cancelled night is never captured', async (t) => {
  const { capture, runOut, hold, sql, state, performance } = await holding(t)
  const mismatch = await capture(randomUUID(), hold.totalWon - 1)
  assert.deepEqual([mismatch.status, mismatch.body.code], [409, 'AMOUNT_MISMATCH'])

  await sql('update reservation.performance set cancelled = true where id = ?', [performance.id])
  const cancelled = await capture(randomUUID())
  assert.deepEqual([cancelled.status, cancelled.body.code], [409, 'PERFORMANCE_CANCELLED'])
  await sql('update reservation.performance set cancelled = false where id = ?', [performance.id])

  await sql('delete from reservation.seat_claim where seat = 2')
  assert.equal((await capture(randomUUID())).status, 409)
  await sql('insert into reservation.seat_claim values (?, 2, ?)', [performance.id, hold.id])

  await runOut(hold.id)
  const late = await capture(randomUUID())
  assert.deepEqual([late.status, late.body.code], [409, 'HOLD_EXPIRED'])
  await until(async () => (await state()).state === 'expired')
})

test('the expiry job and a capture meet: one wins, and what is capturing stays so however late', async (t) => {
  const { capture, runOut, hold, state, sql, someone, service, performance } = await holding(t)
  const paymentId = randomUUID()
  await capture(paymentId)
  await runOut(hold.id)
  const other = await (await someone()).held(performance.id, [30])
  await runOut(other.id)
  await until(async () => (await sql('select from reservation.seat_claim')).length === 2, { timeoutMs: 4_000 })
  assert.equal((await state()).state, 'capturing')

  const near = await Promise.all(
    Array.from({ length: 12 }, async (_, at) => (await someone()).held(performance.id, [10 + at])),
  )
  const payment = await service('payment')
  const answers = await Promise.all(
    near.map(async ({ id, totalWon }) => {
      const asked = { paymentId: randomUUID(), amountWon: totalWon }
      const capturing = payment.post(`/internal/reservations/${id}/capture`, asked)
      await runOut(id)
      return (await capturing).status
    }),
  )
  assert.ok(answers.every((status) => [200, 409].includes(status)))
  await until(async () => (await sql(`select from reservation.reservation where state = 'held'`)).length === 0)
  const captured = await sql(`select from reservation.reservation where state = 'capturing'`)
  assert.equal(captured.length, 1 + answers.filter((status) => status === 200).length)
  const [kept] = await sql<{ claims: number; seats: number }>(
    `select (select count(*) from reservation.seat_claim) as claims,
       (select sum(cardinality(seats)) from reservation.reservation where state = 'capturing') as seats`,
  )
  assert.equal(kept!.claims, kept!.seats)
})

test('declined in time, the seats are the buyer’s again and another payment may try', async (t) => {
  const { capture, declined, captured, state } = await holding(t)
  const [first, second] = [randomUUID(), randomUUID()]
  await capture(first)
  await declined(first)
  assert.equal((await state()).state, 'held')
  const ghost = await capture(first)
  assert.deepEqual([ghost.status, ghost.body.code], [409, 'PAYMENT_DECLINED'])
  assert.equal((await capture(second)).status, 200)
  await declined(first)
  assert.equal((await state()).state, 'capturing')
  await captured(second)
  assert.equal((await state()).state, 'confirmed')
})

test('declined too late, the seats are back on sale in the same moment', async (t) => {
  const { capture, declined, runOut, hold, state, sql, published } = await holding(t)
  const paymentId = randomUUID()
  await capture(paymentId)
  await runOut(hold.id)
  await declined(paymentId)
  assert.equal((await state()).state, 'expired')
  assert.deepEqual(await sql('select from reservation.seat_claim'), [])
  assert.deepEqual(await sql('select sum(taken) as taken from reservation.buyer_quota'), [{ taken: 0 }])
  assert.equal((await published('queue')).at(-1)!.name, 'reservation.released')
})

test('money for seats that do not wait for it goes back: expired, another payment’s, of another amount, unknown', async (t) => {
  const { capture, captured, deliver, handled, runOut, hold, state, published, buyer, performance } = await holding(t)
  const [mine, foreign] = [randomUUID(), randomUUID()]
  await capture(mine)
  await captured(foreign)
  await captured(mine, hold.totalWon + 1)
  assert.equal((await state()).state, 'capturing')
  const late = await buyer.held(performance.id, [20])
  await runOut(late.id)
  const [lateId, nobody] = [randomUUID(), randomUUID()]
  const events = [
    await deliver('payment.captured', { paymentId: lateId, reservationId: late.id, amountWon: late.totalWon }),
    await deliver('payment.captured', { paymentId: randomUUID(), reservationId: nobody, amountWon: 1 }),
  ]
  for (const id of events) await until(() => handled(id))
  const refused = await published('payment')
  assert.ok(refused.every(({ name }) => name === 'reservation.capture-refused'))
  assert.deepEqual(
    refused.map(({ payload }) => payload.reservationId).toSorted(),
    [hold.id, hold.id, late.id, nobody].toSorted(),
  )
})

test('internal addresses serve the one service they are for', async (t) => {
  const { service, someone, hold } = await holding(t)
  const url = `/internal/reservations/${hold.id}/capture`
  assert.equal((await (await someone()).post(url, {})).status, 401)
  const refused = await (await service('queue')).post(url, { paymentId: randomUUID(), amountWon: 1 })
  assert.deepEqual([refused.status, refused.body.code], [403, 'FORBIDDEN'])
})
