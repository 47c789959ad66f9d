import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { expireHolds } from '../src/expire-holds.ts'
import { lapseOffers } from '../src/lapse-offers.ts'
import { offerPlaces } from '../src/offer-places.ts'
import { returnPlaces } from '../src/return-places.ts'
import { booksAgree } from './books.ts'
import { soldOut } from './listed.ts'
import { insist } from './someone.ts'

test('the race is real: two that look and then offer without a lock promise one seat to two people', async (t) => {
  const { app, joined, giveBack, admin, sql } = await soldOut(t)
  await Promise.all([joined(1), joined(1)])
  await giveBackUnoffered({ app, giveBack })
  const both = Promise.withResolvers<void>()
  let looked = 0
  const carelessly = (nth: number) =>
    admin.em.fork().transactional(async (em) => {
      const places = await em.execute<{ id: number }[]>(
        'select id from reservation.cooling_place where waiting_id is null',
      )
      const [person] = await em.execute<{ id: string }[]>(
        'select id from reservation.waiting order by number offset ? limit 1',
        [nth],
      )
      if (++looked === 2) both.resolve()
      await both.promise
      const offer = `update reservation.waiting set state = 'offered', deadline = now() + interval '1 hour' where id = ?`
      await em.execute(offer, [person!.id])
      await em.execute('update reservation.cooling_place set waiting_id = ? where id = ?', [person!.id, places[0]!.id])
    })
  await Promise.all([carelessly(0), carelessly(1)])
  assert.equal((await sql(`select from reservation.waiting where state = 'offered'`)).length, 2)
  assert.equal((await sql('select from reservation.cooling_place')).length, 1)
})

/** No job of the service runs any more when the places have cooled. */
async function giveBackUnoffered(
  { app, giveBack }: Pick<Awaited<ReturnType<typeof soldOut>>, 'app' | 'giveBack'>,
  places = 1,
) {
  await giveBack(places, { cooled: false })
  await app.close()
}

test('of many processes that offer at once, each place is offered once, to those who came first', async (t) => {
  const { app, joined, giveBack, own, sql, published } = await soldOut(t)
  for (let person = 0; person < 6; person++) await joined(1)
  await giveBackUnoffered({ app, giveBack }, 3)
  await sql('update reservation.cooling_place set cooled_at = now()')
  await Promise.all(Array.from({ length: 12 }, () => offerPlaces(own.em.fork())))
  await offerPlaces(own.em.fork())
  const line = await sql<{ state: string; places: number }>(
    `select state, (select count(*)::int from reservation.cooling_place where waiting_id = w.id) as places
     from reservation.waiting w order by number`,
  )
  assert.deepEqual(
    line.map(({ state, places }) => [state, places]),
    [...Array(3).fill(['offered', 1]), ...Array(3).fill(['waiting', 0])],
  )
  const offers = (await published('notification')).filter(({ name }) => name === 'waiting.offered')
  assert.equal(offers.length, 3)
})

test('taking, declining, leaving, running out and returning meet: whatever wins, each place has one fate and the books agree', async (t) => {
  const { joined, giveBack, own, sql, offered, take, decline, leave, someone, performance } = await soldOut(t)
  for (let round = 0; round < 4; round++) {
    const person = await joined(1)
    if (round === 0) await giveBack(1)
    await sql('update reservation.cooling_place set cooled_at = now()')
    const { id } = await offered(person)
    await sql(`update reservation.waiting set deadline = now() + interval '30 milliseconds' where id = ?`, [id])
    await sql('update reservation.cooling_place set returns_at = now()')
    const stranger = await someone()
    const answers = await Promise.all([
      insist(() => take(person, id)),
      insist(() => take(person, id)),
      insist(() => decline(person, id)),
      insist(() => leave(person, id)),
      lapseOffers(own.em),
      returnPlaces(own.em),
      offerPlaces(own.em.fork()),
      insist(() => stranger.hold(performance.id, [0])),
    ])
    const held = answers.slice(0, 2).filter((answer) => answer?.status === 201)
    assert.ok(held.length <= 1)
    assert.equal((await sql('select from reservation.seat_claim where seat = 0')).length, 1)
    await booksAgree({ sql })
    // Whatever became of it, the place is on its way back again, and nobody waits.
    await sql(`update reservation.reservation set held_at = now() - interval '9 minutes',
      deadline = now() - interval '1 second' where state = 'held'`)
    await expireHolds(own.em)
    await leave(person, id)
    await until(async () => (await sql('select from reservation.cooling_place')).length === 1)
  }
})
