import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { IsolationLevel } from '@mikro-orm/postgresql'
import { until } from '@tiketi/kit/testing'
import { insist } from './someone.ts'
import { stage } from './stage.ts'

const BUYERS = 100
/** Statements of the service that wait for somebody's lock. */
const WAITING = `select from pg_stat_activity where usename = 'reservation' and wait_event_type = 'Lock'`

test('of a hundred buyers after one seat, exactly one holds it and the others are told that it is taken', async (t) => {
  const { sell, someone, sql, published } = await stage(t)
  const { id } = await sell()
  const buyers = await Promise.all(Array.from({ length: BUYERS }, () => someone()))
  const answers = await Promise.all(buyers.map((buyer) => insist(() => buyer.hold(id, [7], { key: buyer.id }))))

  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  const losers = answers.filter(({ status }) => status !== 201)
  assert.deepEqual([...new Set(losers.map(({ status, body }) => `${status} ${body.code}`))], ['409 SEATS_TAKEN'])
  assert.ok(losers.every(({ body }) => body.taken.length === 1 && body.taken[0] === 7))
  const [kept] = await sql<{ claims: number; holds: number; taken: number }>(
    `select (select count(*) from reservation.seat_claim) as claims, (select count(*) from reservation.reservation) as holds,
       (select sum(taken) from reservation.buyer_quota) as taken`,
  )
  assert.deepEqual(kept, { claims: 1, holds: 1, taken: 2 })
  assert.deepEqual(
    (await published('queue')).map(({ name }) => name),
    ['reservation.held'],
  )
})

test('the race is real: looking before inserting, without a primary key, sells one seat to many', async (t) => {
  const { admin, sql } = await stage(t)
  await sql('create table public.naive_claim (seat int, buyer uuid)')
  const barrier = Promise.withResolvers<void>()
  let looked = 0
  const buy = async () => {
    await admin.em.fork().transactional(async (em) => {
      const found = await em.execute('select from public.naive_claim where seat = 7')
      if (++looked === 3) barrier.resolve()
      await barrier.promise
      if (found.length === 0) await em.execute('insert into public.naive_claim values (7, ?)', [randomUUID()])
    })
  }
  await Promise.all([buy(), buy(), buy()])
  const sold = await sql('select from public.naive_claim where seat = 7')
  assert.equal(sold.length, 3)
})

test('holds overlap in opposite order without a deadlock, and each is all or nothing', async (t) => {
  const { sell, someone, sql } = await stage(t)
  const { id } = await sell()
  for (let round = 0; round < 5; round++) {
    const [a, b] = [round * 3, round * 3 + 1]
    const buyers = await Promise.all(Array.from({ length: 10 }, () => someone()))
    const answers = await Promise.all(
      buyers.map((buyer, at) => insist(() => buyer.hold(id, at % 2 ? [a, b] : [b, a], { key: buyer.id }))),
    )
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, ...Array.from({ length: 9 }, () => 409)])
  }
  const torn = await sql(
    `select r.id from reservation.reservation r join reservation.seat_claim c on c.reservation_id = r.id
     group by r.id having count(*) <> cardinality(r.seats)`,
  )
  assert.deepEqual(torn, [])
})

test('a pair that shares one seat with each neighbour is refused with exactly what is taken', async (t) => {
  const { sell, someone } = await stage(t)
  const { id } = await sell()
  await (await someone()).held(id, [2, 3])
  const refused = await (await someone()).hold(id, [1, 2, 3, 4])
  assert.deepEqual([refused.status, refused.body.taken], [409, [2, 3]])
  await (await someone()).held(id, [1, 4])
})

test('under REPEATABLE READ a lost race is an error that tells nothing; READ COMMITTED sees whose the seat is', async (t) => {
  const { admin, sell, someone, sql } = await stage(t)
  const { id } = await sell()
  const buyer = await someone()
  const other = (await buyer.held(id, [5])).id
  const claim = (isolationLevel: IsolationLevel, seat: number) =>
    admin.em.fork().transactional(
      async (em) => {
        // Its snapshot is taken here, before the other buyer's claim commits.
        await em.execute('select 1')
        await sql('insert into reservation.seat_claim values (?, ?, ?)', [id, seat, other])
        const seen = () =>
          em.execute('select from reservation.seat_claim where performance_id = ? and seat = ?', [id, seat])
        const before = (await seen()).length
        await em.execute(
          'insert into reservation.seat_claim values (?, ?, ?) on conflict do nothing',
          [id, seat, other],
          'run',
        )
        return before
      },
      { isolationLevel },
    )
  assert.equal(await claim(IsolationLevel.READ_COMMITTED, 20), 1)
  await assert.rejects(claim(IsolationLevel.REPEATABLE_READ, 21), /could not serialize/)
})

test('a hold whose time ran out is taken over as a whole, with its other seats and the quota', async (t) => {
  const { admin, sell, someone, sql, published } = await stage(t)
  const { id, onSaleId } = await sell()
  const [slow, quick] = [await someone(), await someone()]
  const old = await slow.held(id, [10, 11, 12])
  const lock = admin.em.fork()
  await lock.begin()
  // Locked before its time is over, so that the expiry job passes over it and it is the other buyer who ends it.
  await sql(`update reservation.reservation set deadline = now() + interval '200 ms' where id = ?`, [old.id])
  await lock.execute('select from reservation.reservation where id = ? for update', [old.id])
  await until(async () => (await sql('select from reservation.reservation where deadline <= now()')).length > 0)
  const taking = quick.hold(id, [11, 13])
  await until(async () => (await sql(WAITING)).length > 0)
  await lock.commit()
  assert.equal((await taking).status, 201)
  assert.equal((await slow.get(`/api/reservation/holds/${old.id}`)).body.state, 'expired')
  assert.equal((await slow.release(old.id)).body.code, 'HOLD_EXPIRED')
  const quota = await sql('select taken from reservation.buyer_quota where person_id = ?', [slow.id])
  assert.deepEqual(quota, [{ taken: 0 }, { taken: 0 }])
  const released = (await published('queue')).filter(({ name }) => name === 'reservation.released')
  assert.deepEqual(
    released.map(({ payload }) => payload),
    [{ reservationId: old.id, personId: slow.id, seats: 3, onSaleId }],
  )
  await (await someone()).held(id, [10, 12])
})

test('a late hold that another process ends at this very moment leaves its seats to who came for them', async (t) => {
  const { admin, sell, someone, sql } = await stage(t)
  const { id } = await sell()
  const [slow, quick] = [await someone(), await someone()]
  const old = await slow.held(id, [10, 11])
  const other = admin.em.fork()
  await other.begin()
  await sql(`update reservation.reservation set deadline = now() + interval '200 ms' where id = ?`, [old.id])
  await other.execute('select from reservation.reservation where id = ? for update', [old.id])
  await until(async () => (await sql('select from reservation.reservation where deadline <= now()')).length > 0)
  const taking = quick.hold(id, [11, 12])
  await until(async () => (await sql(WAITING)).length > 0)
  await other.execute(`update reservation.reservation set state = 'expired', ended_at = now() where id = ?`, [old.id])
  await other.execute('delete from reservation.seat_claim where reservation_id = ?', [old.id])
  await other.execute('update reservation.buyer_quota set taken = 0 where person_id = ?', [slow.id])
  await other.commit()
  assert.equal((await taking).status, 201)
})

test('of many who take over one late hold, each seat goes to one', async (t) => {
  const { sell, someone, runOut, sql } = await stage(t)
  const { id } = await sell()
  const late = await Promise.all(
    [
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
    ].map(async (seats) => (await someone()).held(id, seats)),
  )
  await Promise.all(late.map((hold) => runOut(hold.id)))
  const buyers = await Promise.all(Array.from({ length: 30 }, () => someone()))
  const wishes = buyers.map((_, at) => [at % 9, (at + 4) % 9])
  const answers = await Promise.all(
    buyers.map((buyer, at) => insist(() => buyer.hold(id, wishes[at]!, { key: buyer.id }))),
  )
  assert.ok(answers.every(({ status, body }) => status === 201 || body.code === 'SEATS_TAKEN'))
  const [{ claims, seats }] = (await sql(
    `select (select count(*) from reservation.seat_claim) as claims,
       (select sum(cardinality(seats)) from reservation.reservation where state = 'held') as seats`,
  )) as [{ claims: number; seats: number }]
  assert.equal(claims, seats)
  assert.equal(answers.filter(({ status }) => status === 201).length * 2, claims)
})

test('a hold that waits for the bank is never taken over, however late it is', async (t) => {
  const { sell, someone, sql, runOut } = await stage(t)
  const { id } = await sell()
  const hold = await (await someone()).held(id, [10, 11])
  await sql(`update reservation.reservation set state = 'capturing', payment_id = ? where id = ?`, [
    randomUUID(),
    hold.id,
  ])
  await runOut(hold.id)
  const refused = await (await someone()).hold(id, [11, 12])
  assert.deepEqual([refused.status, refused.body.code, refused.body.taken], [409, 'SEATS_TAKEN', [11]])
})

test('ten tabs of one person get no more than the limit between them', async (t) => {
  const { sell, someone, sql } = await stage(t)
  const { id } = await sell({ onSale: { limitPerPerson: 4 } })
  const buyer = await someone()
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, tab) => insist(() => buyer.hold(id, [tab], { key: `tab-${tab}-of-one-buyer` }))),
  )
  assert.equal(answers.filter(({ status }) => status === 201).length, 4)
  const refused = answers.filter(({ status }) => status !== 201)
  assert.ok(refused.every(({ status, body }) => status === 409 && body.code === 'LIMIT_REACHED' && body.limit === 4))
  assert.equal((await sql('select from reservation.seat_claim')).length, 4)
  // Giving back makes room again.
  const { id: holdId } = answers.find(({ status }) => status === 201)!.body
  assert.equal((await buyer.release(holdId)).status, 200)
  await buyer.held(id, [20])
  assert.equal((await buyer.hold(id, [21])).body.code, 'LIMIT_REACHED')
})

test('more seats at once than the limit are refused, and the database itself refuses a quota beyond it', async (t) => {
  const { sell, someone, sql } = await stage(t)
  const { id } = await sell({ onSale: { limitPerPerson: 2 } })
  const buyer = await someone()
  assert.equal((await buyer.hold(id, [1, 2, 3])).body.code, 'LIMIT_REACHED')
  await buyer.held(id, [1, 2])
  await assert.rejects(sql('update reservation.buyer_quota set taken = 3'), /buyer_quota_check/)
})
