import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Hold, HoldChange } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import { changeHold } from '../src/change-hold.ts'
import { expireHolds } from '../src/expire-holds.ts'
import { Performance } from '../src/performance.ts'
import { booksAgree } from './books.ts'
import { insist } from './someone.ts'
import { type Stage, stage, standingPlan } from './stage.ts'

/** Statements of the service that wait for somebody's lock. */
const WAITING = `select from pg_stat_activity where usename = 'reservation' and wait_event_type = 'Lock'`

const seatsOf = ({ seats }: Hold) => seats.map(({ seat }) => seat)

test('the race is real: two tabs that read a hold and write it back lose a seat that stays claimed for ever', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const { id: holdId } = await (await all.someone()).held(id, [0])
  const both = Promise.withResolvers<void>()
  let looked = 0
  const add = (seat: number) =>
    all.admin.em.fork().transactional(async (em) => {
      const [{ seats }] = await em.execute<[{ seats: number[] }]>(
        'select seats from reservation.reservation where id = ?',
        [holdId],
      )
      if (++looked === 2) both.resolve()
      await both.promise
      const [more, prices] = [[...seats, seat], [...seats, seat].map(() => 165_000)]
      await em.execute('insert into reservation.seat_claim values (?, ?, ?)', [id, seat, holdId], 'run')
      await em.execute(
        'update reservation.reservation set seats = ?::int[], prices_won = ?::int[] where id = ?',
        [`{${more.join(',')}}`, `{${prices.join(',')}}`, holdId],
        'run',
      )
    })
  await Promise.all([add(1), add(2)])
  const [kept] = await all.sql<{ seats: number; claims: number }>(
    `select cardinality(seats) as seats, (select count(*)::int from reservation.seat_claim) as claims from reservation.reservation`,
  )
  assert.deepEqual(kept, { seats: 2, claims: 3 })
})

test('ten tabs that add to one hold at once get every seat up to the limit, and not one more', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell({ onSale: { limitPerPerson: 6 } })
  const buyer = await all.someone()
  const [hold, other] = [await buyer.held(id, [0]), await buyer.held(id, [20])]
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, tab) =>
      insist(() =>
        buyer.change(tab % 2 ? hold.id : other.id, { add: { seats: [tab + 1] } }, { key: `tab-${tab}-adds-one` }),
      ),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 4)
  const refused = answers.filter(({ status }) => status !== 200)
  assert.deepEqual([...new Set(refused.map(({ body }) => body.code))], ['LIMIT_REACHED'])
  await booksAgree(all)
  assert.equal((await all.sql('select from reservation.seat_claim')).length, 6)
})

test('two buyers who add the same seat at once: one has it, the other keeps the hold as it was', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  for (let round = 0; round < 5; round++) {
    const [first, second] = [await all.someone(), await all.someone()]
    const [a, b] = [round * 4, round * 4 + 1]
    const [mine, theirs] = [await first.held(id, [a]), await second.held(id, [b])]
    const change = { add: { seats: [round * 4 + 2, round * 4 + 3] } }
    const answers = await Promise.all([
      insist(() => first.change(mine.id, { ...change, drop: { seats: [a] } }, { key: mine.id })),
      insist(() => second.change(theirs.id, { ...change, drop: { seats: [b] } }, { key: theirs.id })),
    ])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409])
    assert.equal(answers.find(({ status }) => status === 409)!.body.code, 'SEATS_TAKEN')
    await booksAgree(all)
  }
})

test('a seat of a hold whose time ran out is added, and that hold ends as a whole', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const [slow, quick] = [await all.someone(), await all.someone()]
  const [old, hold] = [await slow.held(id, [10, 11]), await quick.held(id, [12])]
  await all.runOut(old.id)
  const { status, body } = await insist(() => quick.change(hold.id, { add: { seats: [11] } }, { key: hold.id }))
  assert.deepEqual([status, seatsOf(body)], [200, [11, 12]])
  assert.equal((await slow.get(`/api/reservation/holds/${old.id}`)).body.state, 'expired')
  await booksAgree(all)
})

test('the race is real: a hold that ends in one statement keeps the claim of a seat that was just added', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const { id: holdId } = await (await all.someone()).held(id, [0])
  const naive = all.admin.em.fork().transactional.bind(all.admin.em.fork())
  const { commit } = await changing(all, holdId)
  const ending = naive((em) =>
    em.execute(
      `with ended as (
         update reservation.reservation set state = 'released', ended_at = now() where id = ? and state = 'held'
         returning id, seats
       ) delete from reservation.seat_claim c using ended where c.reservation_id = ended.id and c.seat = any(seats)`,
      [holdId],
      'run',
    ),
  )
  await until(async () => (await all.sql("select from pg_stat_activity where wait_event_type = 'Lock'")).length > 0)
  await commit()
  await ending
  assert.deepEqual(await all.sql('select seat from reservation.seat_claim'), [{ seat: 1 }])
})

test('a hold that is given back while a seat is added gives back that one, too', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const buyer = await all.someone()
  const hold = await buyer.held(id, [0])
  const { commit } = await changing(all, hold.id)
  const releasing = buyer.release(hold.id)
  await until(async () => (await all.sql(WAITING)).length > 0)
  await commit()
  assert.equal((await releasing).body.state, 'released')
  assert.deepEqual(await all.sql('select seat from reservation.seat_claim'), [])
  await booksAgree(all)
})

test('a payment that is asked for while the hold changes is refused: nobody pays for other seats than they saw', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const buyer = await all.someone()
  const hold = await buyer.held(id, [0])
  const { commit } = await changing(all, hold.id)
  const payment = await all.service('payment')
  const capture = { paymentId: randomUUID(), amountWon: hold.totalWon }
  const capturing = payment.post(`/internal/reservations/${hold.id}/capture`, capture)
  await until(async () => (await all.sql(WAITING)).length > 0)
  await commit()
  const { status, body } = await capturing
  assert.deepEqual([status, body.code], [409, 'AMOUNT_MISMATCH'])
})

test('a payment that is asked for while seats are exchanged for others of the same price is refused, too', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const buyer = await all.someone()
  const hold = await buyer.held(id, [0])
  const { commit } = await changing(all, hold.id, { add: { seats: [1] }, drop: { seats: [0] } })
  const capture = { paymentId: randomUUID(), amountWon: hold.totalWon }
  const capturing = (await all.service('payment')).post(`/internal/reservations/${hold.id}/capture`, capture)
  await until(async () => (await all.sql(WAITING)).length > 0)
  await commit()
  const { status, body } = await capturing
  assert.deepEqual([status, body.code], [409, 'HOLD_BUSY'])
})

test('dropping and paying meet: either the payment is for what is left, or nothing is dropped', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell({ onSale: { limitPerPerson: 20 } })
  const payment = await all.service('payment')
  const ends = new Set<string>()
  for (let round = 0; round < 8; round++) {
    const buyer = await all.someone()
    const [kept, dropped] = [round * 2, round * 2 + 1]
    const hold = await buyer.held(id, [kept, dropped])
    const paying = { paymentId: randomUUID(), amountWon: hold.totalWon }
    const capture = () => insist(() => payment.post(`/internal/reservations/${hold.id}/capture`, paying))
    const drop = () => insist(() => buyer.change(hold.id, { drop: { seats: [dropped] } }, { key: hold.id }))
    const [paid, changed] =
      round % 2
        ? await Promise.all([capture(), drop()])
        : await Promise.all([drop(), capture()]).then((both) => both.reverse() as typeof both)
    ends.add(`${paid.status} ${paid.body.code ?? ''}, ${changed.status} ${changed.body.code ?? ''}`)
    if (paid.status !== 200) continue
    const captured = await all.deliver('payment.captured', { ...paying, reservationId: hold.id })
    await until(() => all.handled(captured))
    const { tickets } = (await buyer.get(`/api/reservation/orders/${hold.id}`)).body
    assert.deepEqual(
      tickets.map(({ seat }: { seat: number }) => seat),
      [kept, dropped],
    )
  }
  const possible = ['200 , 409 PAYMENT_RUNNING', '409 AMOUNT_MISMATCH, 200 ', '200 , 409 ALREADY_PAID']
  assert.deepEqual(
    [...ends].filter((end) => !possible.includes(end)),
    [],
  )
  await booksAgree(all)
})

test('a hold that runs out while a seat is added ends with that seat, too', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const hold = await (await all.someone()).held(id, [0])
  await almostOver(all, hold.id)
  const { commit } = await changing(all, hold.id)
  await until(async () => (await all.sql('select from reservation.reservation where deadline <= now()')).length > 0)
  await expireHolds(all.own.em)
  assert.equal((await all.sql('select from reservation.seat_claim')).length, 1, 'who expires holds passes over it')
  await commit()
  await until(async () => (await all.sql('select from reservation.seat_claim')).length === 0)
  await booksAgree(all)
})

test('a seat that is added while the hold runs out is refused and stays free', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell()
  const buyer = await all.someone()
  const hold = await buyer.held(id, [0])
  await almostOver(all, hold.id)
  const lock = all.admin.em.fork()
  await lock.begin()
  await lock.execute('select from reservation.reservation where id = ? for update', [hold.id])
  const adding = buyer.change(hold.id, { add: { seats: [1] } })
  await until(async () => (await all.sql(WAITING)).length > 0)
  await until(async () => (await all.sql('select from reservation.reservation where deadline <= now()')).length > 0)
  await lock.commit()
  const { status, body } = await adding
  assert.deepEqual([status, body.code], [409, 'HOLD_EXPIRED'])
  await until(async () => (await all.sql('select from reservation.seat_claim')).length === 0)
  await booksAgree(all)
})

test('whoever waits for a late hold has no stock row for which those who end it wait', async (t) => {
  const all = await stage(t)
  const { id } = await all.sell({ performance: { plan: standingPlan(40) } })
  const [slow, quick] = [await all.someone(), await all.someone()]
  const late = (await slow.stand(id, [[0, 1]], [10])).body as Hold
  const hold = (await quick.stand(id, [[0, 1]], [12])).body as Hold
  await almostOver(all, late.id)
  const ending = all.admin.em.fork()
  await ending.begin()
  await ending.execute('select from reservation.reservation where id = ? for update', [late.id])
  await until(async () => (await all.sql('select from reservation.reservation where deadline <= now()')).length > 0)
  const change = { add: { seats: [10] }, drop: { standing: [{ area: 0, places: 1 }] } }
  const changing = quick.change(hold.id, change)
  await until(async () => (await all.sql(WAITING)).length > 0)
  await ending.execute('select from reservation.standing_stock for update nowait')
  await ending.commit()
  const { status, body } = await changing
  assert.deepEqual([status, seatsOf(body)], [200, [10, 12]])
  assert.equal((await slow.get(`/api/reservation/holds/${late.id}`)).body.state, 'expired')
  await booksAgree(all)
})

function almostOver({ sql }: Stage, id: string) {
  return sql(`update reservation.reservation set deadline = now() + interval '1 second' where id = ?`, [id])
}

/** A change is made, by default seat 1 is added; it is committed when the test says so. */
async function changing({ own, sql }: Stage, id: string, change: HoldChange = { add: { seats: [1] } }) {
  const em = own.em.fork()
  const [{ performanceId, personId }] = (await sql(
    'select performance_id as "performanceId", person_id as "personId" from reservation.reservation where id = ?',
    [id],
  )) as [{ performanceId: string; personId: string }]
  const performance = await own.em.fork().findOneOrFail(Performance, performanceId)
  await em.begin()
  const pass = { passed: true, at: new Date() } as const
  await changeHold(em, { id, personId, performance, change, pass })
  return { commit: () => em.commit() }
}
