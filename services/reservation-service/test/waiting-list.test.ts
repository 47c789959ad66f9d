import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { booksAgree } from './books.ts'
import { pay } from './bought.ts'
import { soldOut } from './listed.ts'

test('people wait in the order in which they came, each once, and see how many are before them', async (t) => {
  const { join, joined, list, leave, someone } = await soldOut(t)
  const first = await joined(2)
  const second = await joined(1)
  const third = await someone()
  const answers = await Promise.all(Array.from({ length: 5 }, () => join(third, 4)))
  assert.equal(answers.filter(({ status }) => status === 201).length, 1, 'five tabs, one place')
  assert.ok(answers.every(({ status, body }) => status === 201 || body.code === 'ALREADY_WAITING'))
  const { mine, people } = await list(third)
  assert.deepEqual([mine!.state, mine!.ahead, mine!.places, people], ['waiting', 2, 4, 3])

  const entry = (await list(first)).mine!
  assert.equal((await leave(second, entry.id)).body.code, 'WAITING_UNKNOWN', 'not somebody else’s')
  assert.deepEqual((await leave(first, entry.id)).body.state, 'left')
  assert.equal((await leave(first, entry.id)).status, 200, 'again changes nothing')
  assert.equal((await list(third)).mine!.ahead, 1)
  assert.equal((await join(first, 1)).body.ahead, 2, 'who comes again comes last')
})

test('nobody waits for what is on sale, is over, or is more than one person may have', async (t) => {
  const { join, someone, sell, sql, performance } = await soldOut(t)
  const person = await someone()
  assert.deepEqual((await join(person, 5)).body.code, 'LIMIT_REACHED')
  assert.equal((await join(person, 0)).status, 400)
  assert.equal((await join(person, 1.5)).status, 400)
  const other = await sell()
  const url = `/api/reservation/performances/${other.id}/waiting`
  const { body } = await person.post(url, { places: 2 }, { 'idempotency-key': 'one-of-these-keys' })
  assert.deepEqual([body.code, body.free], ['PLACES_LEFT', 40])
  await sql('update reservation.performance set cancelled = true where id = ?', [performance.id])
  assert.equal((await join(person, 1)).body.code, 'PERFORMANCE_CANCELLED')
})

test('places that cooled are offered to the first whose number they meet, are theirs alone, and are paid like any hold', async (t) => {
  const all = await soldOut(t)
  const { joined, offered, giveBack, list, take, published, sql, someone, performance } = all
  const four = await joined(4)
  const two = await joined(2)
  await giveBack(2)
  const { id, offer } = await offered(two)
  assert.deepEqual([offer!.seats.map(({ seat }) => seat), offer!.totalWon], [[0, 1], 330_000])
  assert.equal((await list(four)).mine!.state, 'waiting')
  const [mail] = (await published('notification')).filter(({ name }) => name === 'waiting.offered')
  assert.deepEqual(mail!.payload, { waitingId: id, personId: two.id })

  const told = await (await all.service('notification')).get(`/internal/offers/${id}`)
  const { personId, offer: mailed } = told.body
  assert.deepEqual(
    [personId, mailed.title, mailed.seats, mailed.deadline],
    [two.id, performance.title, offer!.seats, offer!.deadline],
  )

  await sql('update reservation.cooling_place set returns_at = now()')
  const stranger = await someone()
  assert.equal((await stranger.hold(performance.id, [0, 1])).body.code, 'SEATS_TAKEN')
  assert.equal((await take(four, id)).body.code, 'WAITING_UNKNOWN', 'the pass is one person’s')
  const { status, body: hold } = await take(two, id)
  assert.deepEqual([status, hold.state, hold.totalWon], [201, 'held', 330_000])
  assert.deepEqual([(await list(two)).mine!.state, (await list(two)).mine!.holdId], ['taken', hold.id])
  assert.equal((await take(two, id)).body.code, 'OFFER_TAKEN')
  const over = await (await all.service('notification')).get(`/internal/offers/${id}`)
  assert.equal(over.body.offer, null, 'no mail for what was answered')
  await pay(all, hold)
  const claims = await sql('select seat, reservation_id, sold from reservation.seat_claim where seat < 2 order by seat')
  assert.deepEqual(
    claims,
    [0, 1].map((seat) => ({ seat, reservation_id: hold.id, sold: true })),
  )
})

test('who declines keeps the place in line but never gets those places again; who does not answer is out; the next is asked', async (t) => {
  const { joined, offered, giveBack, list, decline, runOutOffer, take, sql } = await soldOut(t)
  const [picky, silent, last] = [await joined(1), await joined(1), await joined(1)]
  await giveBack(1)
  const first = await offered(picky)
  const declined = await decline(picky, first.id)
  assert.deepEqual([declined.status, declined.body.state, declined.body.offer], [200, 'waiting', null])
  assert.equal((await decline(picky, first.id)).body.code, 'NO_OFFER')
  const second = await offered(silent)
  await runOutOffer(second.id)
  assert.equal((await take(silent, second.id)).body.code, 'OFFER_OVER')
  const third = await offered(last)
  assert.deepEqual(third.offer!.seats, first.offer!.seats)
  assert.equal((await list(silent)).mine!.state, 'lapsed')
  assert.deepEqual([(await list(picky)).mine!.state, (await list(picky)).mine!.ahead], ['waiting', 0])

  await runOutOffer(third.id)
  await until(async () => (await list(last)).mine!.state === 'lapsed')
  const [place] = await sql('select waiting_id, returns_at > now() as later from reservation.cooling_place')
  assert.deepEqual(place, { waiting_id: null, later: true }, 'nobody else waits for it: it returns, at a new instant')
})

test('a hold from an offer that ends unsold goes to the next on the list, never straight on sale', async (t) => {
  const { joined, offered, giveBack, take, runOut, someone, performance, sql } = await soldOut(t)
  const [slow, next] = [await joined(2), await joined(2)]
  await giveBack(2)
  const { body: hold } = await take(slow, (await offered(slow)).id)
  await runOut(hold.id)
  // The buyer after the same seats may be the one who ends the late hold.
  assert.equal((await (await someone()).hold(performance.id, [0])).body.code, 'SEATS_TAKEN')
  await until(async () => (await sql('select from reservation.cooling_place')).length === 2)
  await sql('update reservation.cooling_place set cooled_at = now()')
  const again = await offered(next)
  const { status, body } = await take(next, again.id)
  assert.equal(status, 201)
  const released = await next.release(body.id)
  assert.equal(released.body.state, 'released')
  assert.equal((await sql('select from reservation.cooling_place')).length, 2, 'given back at once, they cool again')
  const [quota] = await sql('select sum(taken)::int as taken from reservation.buyer_quota where person_id in (?, ?)', [
    slow.id,
    next.id,
  ])
  assert.deepEqual(quota, { taken: 0 })
})

test('a seat dropped from a hold that was offered goes to the next on the list, never straight on sale; none can be added', async (t) => {
  const all = await soldOut(t)
  const { joined, offered, giveBack, take, list, runOut, someone, performance, sql } = all
  const [pair, single] = [await joined(2), await joined(1)]
  await giveBack(2)
  const { id } = await offered(pair)
  const { body: hold } = await take(pair, id)
  assert.equal(hold.offered, true)
  assert.equal((await pair.change(hold.id, { add: { seats: [2] } })).body.code, 'OFFER_FIXED')
  assert.equal((await pair.change(hold.id, { drop: { seats: [0, 1] } })).body.code, 'HOLD_EMPTY')
  const { status, body } = await pair.change(hold.id, { add: { seats: [0] }, drop: { seats: [1] } })
  assert.deepEqual([status, body.totalWon, body.deadline], [200, 165_000, hold.deadline])
  for (const person of [pair, await someone()])
    assert.equal((await person.hold(performance.id, [1])).body.code, 'SEATS_TAKEN')
  assert.equal((await pair.change(hold.id, { add: { seats: [1] } })).body.code, 'OFFER_FIXED')
  await booksAgree(all)
  const [place] = await sql('select seat, declined_by from reservation.cooling_place')
  assert.deepEqual(place, { seat: 1, declined_by: [id] })
  const [quota] = await sql('select sum(taken)::int as taken from reservation.buyer_quota where person_id = ?', [
    pair.id,
  ])
  assert.deepEqual(quota, { taken: 2 }, 'one place in two scopes')

  assert.equal((await list(single)).mine!.state, 'waiting', 'it cools first')
  await sql('update reservation.cooling_place set cooled_at = now()')
  const next = await offered(single)
  assert.deepEqual(
    next.offer!.seats.map(({ seat }) => seat),
    [1],
  )
  const { body: theirs } = await take(single, next.id)
  await booksAgree(all)
  await Promise.all([pay(all, theirs), runOut(hold.id)])
  await until(async () => (await sql('select from reservation.cooling_place where seat = 0')).length === 1)
  await booksAgree(all)
})

test('who bought elsewhere meanwhile is refused by the limit, and the offer stays until it is declined', async (t) => {
  const { joined, offered, giveBack, take, decline, sql, performance } = await soldOut(t)
  const person = await joined(2)
  await giveBack(2)
  const { id } = await offered(person)
  await sql('insert into reservation.buyer_quota values (?, ?, 3, 4)', [person.id, performance.onSaleId])
  const { status, body } = await take(person, id)
  assert.deepEqual([status, body.code, body.limit], [409, 'LIMIT_REACHED', 4])
  assert.equal((await sql('select from reservation.cooling_place where waiting_id = ?', [id])).length, 2)
  assert.equal((await decline(person, id)).status, 200)
})

test('nobody is woken: no offer is made at night, and an evening’s offer lasts into the morning', async (t) => {
  const night = await soldOut(t, { hour: 3 })
  await night.joined(1)
  await night.giveBack(1)
  const evening = await soldOut(t, { hour: 19 })
  const person = await evening.joined(1)
  await evening.giveBack(1)
  const { offer, serverTime } = await evening.offered(person)
  const minutes = (Date.parse(offer!.deadline) - Date.parse(serverTime)) / 60_000
  assert.ok(minutes > 12.9 * 60 && minutes < 13.1 * 60, `${minutes}`)
  assert.equal((await night.sql(`select from reservation.waiting where state <> 'waiting'`)).length, 0)
})

test('near the performance an offer is short', async (t) => {
  const { joined, giveBack, offered } = await soldOut(t, { startsInDays: 0.9 })
  const person = await joined(1)
  await giveBack(1)
  const { offer, serverTime } = await offered(person)
  const minutes = (Date.parse(offer!.deadline) - Date.parse(serverTime)) / 60_000
  assert.ok(minutes > 9 && minutes <= 10, `${minutes}`)
})

test('what a presale sold out of is waited for when the sale opens, by everybody alike, and comes with the sale’s terms', async (t) => {
  const { join, joined, offered, giveBack, take, endPresale, seller, someone, sql, performance } = await soldOut(t, {
    inPresale: true,
  })
  for (const person of [seller, await someone()]) assert.equal((await join(person, 1)).body.code, 'NOT_OPEN_YET')
  await endPresale(performance)
  const person = await joined(2)
  await giveBack(2)
  const { status, body: hold } = await take(person, (await offered(person)).id)
  assert.equal(status, 201, JSON.stringify(hold))
  const [kept] = await sql('select on_sale_id from reservation.reservation where id = ?', [hold.id])
  assert.deepEqual(kept, { on_sale_id: performance.onSaleId })
})
