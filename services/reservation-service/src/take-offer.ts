import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Hold } from '@tiketi/contracts/reservation'
import { arrayOf } from '@tiketi/kit/array-of'
import { publish } from '@tiketi/kit/publish'
import { Refusal } from '@tiketi/kit/refusal'
import { announceSeats } from './announce-seats.ts'
import type { TakenPlaces } from './held-places.ts'
import type { Performance } from './performance.ts'
import { refuseSale } from './refuse-sale.ts'
import { presentReservation } from './reservation.ts'
import { lockWaiting, offeredPlaces, pricesOf } from './waiting.ts'

interface TakeOffer {
  id: string
  personId: string
  performance: Performance
  holdSeconds: number
}

/**
 * The offered places become a hold of the general sale like any other; the offer is the pass to it, and nothing of a
 * presale is asked.
 *
 * @throws Refusal 404 WAITING_UNKNOWN; 409 NO_OFFER, OFFER_TAKEN, OFFER_OVER or NOT_WAITING, LIMIT_REACHED with `limit`;
 * and what `refuseSale` says when nothing is sold any more.
 */
export async function takeOffer(em: EntityManager, take: TakeOffer): Promise<Hold> {
  const { id, personId, performance, holdSeconds } = take
  const { waiting, now } = await lockWaiting(em, id, personId)
  const refusal = waiting.refusal(now)
  if (refusal) throw refusal
  const limit = await limitOf(em, performance)
  if (limit === undefined) {
    const { id: performanceId, onSaleId } = performance
    return refuseSale(em, { performanceId, onSaleId, personId, pass: { passed: true, at: now } })
  }

  const places = await offeredPlaces(em, id)
  const pricesWon = pricesOf(performance, places)
  const reservationId = randomUUID()
  await em.execute('delete from cooling_place where waiting_id = ?', [id], 'run')
  await em.execute(
    `insert into reservation
       (id, performance_id, on_sale_id, person_id, seats, areas, shards, prices_won, total_won, deadline, waiting_id)
     values (?, ?, ?, ?, ?::int[], ?::int[], ?::int[], ?::int[], ?, now() + make_interval(secs => ?), ?)`,
    [
      reservationId,
      performance.id,
      performance.onSaleId,
      personId,
      arrayOf(places.seats),
      arrayOf(places.areas),
      arrayOf(places.shards),
      arrayOf(pricesWon),
      pricesWon.reduce((sum, price) => sum + price, 0),
      holdSeconds,
      id,
    ],
    'run',
  )
  await movePlaces(em, { performanceId: performance.id, reservationId, places })
  await countPlaces(em, { personId, performance, limit, places: pricesWon.length })
  await em.execute(`update waiting set state = 'taken', deadline = null, ended_at = now() where id = ?`, [id], 'run')
  await publish(em, 'reservation.held', {
    reservationId,
    onSaleId: performance.onSaleId,
    personId,
    seats: pricesWon.length,
  })
  announceSeats(em, performance.id, places.seats)
  const held = await presentReservation(em, reservationId)
  return held.reservation.toHold(performance, held.now)
}

/** How many places one person may have, while something is sold at these prices. */
async function limitOf(em: EntityManager, { id, version }: Performance): Promise<number | undefined> {
  const [terms] = await em.execute<{ limit: number }[]>(
    `select limit_per_person as limit from performance p join on_sale o on o.id = p.on_sale_id
     where p.id = ? and p.version = ? and not p.cancelled and not o.cancelled
       and p.starts_at > now() and o.closes_at > now()`,
    [id, version],
  )
  return terms?.limit
}

interface Moving {
  performanceId: string
  reservationId: string
  places: TakenPlaces
}

/** What was sold is held: stock rows, then seats, as every hold does. */
async function movePlaces(em: EntityManager, { performanceId, reservationId, places }: Moving): Promise<void> {
  const { seats, areas, shards } = places
  const [moved] = await em.execute<[{ seats: number }]>(
    `with place as (
       select area, shard, count(*)::int as places from unnest(?::int[], ?::int[]) as place(area, shard) group by area, shard
     ), stock as (
       select area, shard, place.places from standing_stock s join place using (area, shard)
       where s.performance_id = ? order by area, shard for update of s
     ), counted as (
       update standing_stock s set sold = s.sold - stock.places from stock
       where s.performance_id = ? and s.area = stock.area and s.shard = stock.shard returning s.shard
     ), claimed as (
       update seat_claim set reservation_id = ?, sold = false
       where performance_id = ? and seat = any(?::int[]) and (select count(*) from counted) >= 0 returning seat
     )
     select count(*)::int as seats from claimed`,
    [arrayOf(areas), arrayOf(shards), performanceId, performanceId, reservationId, performanceId, arrayOf(seats)],
  )
  if (moved.seats !== seats.length) throw new Error(`Of an offer of ${performanceId} not all seats were kept.`)
}

interface Counting {
  personId: string
  performance: Performance
  limit: number
  places: number
}

async function countPlaces(em: EntityManager, { personId, performance, limit, places }: Counting): Promise<void> {
  const counted = await em.execute(
    `insert into buyer_quota as q (person_id, scope, taken, allowed)
     select ?, scope, ?, ? from unnest(array[?, ?]::uuid[]) as scope where ? <= ? order by scope
     on conflict (person_id, scope) do update set taken = q.taken + excluded.taken, allowed = excluded.allowed
       where q.taken + excluded.taken <= excluded.allowed
     returning scope`,
    [personId, places, limit, performance.id, performance.onSaleId, places, limit],
  )
  if (counted.length < 2)
    throw new Refusal('LIMIT_REACHED', 409, `One person may have ${limit} seats here, held and bought together.`, {
      limit,
    })
}
