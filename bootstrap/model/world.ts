import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import type { PerformanceForSale } from '@tiketi/contracts/event'
import { type Lifetime, until } from '@tiketi/kit/testing'
import pg from 'pg'
import { stage } from '../../services/payment-service/test/stage.ts'
import { daysFromNow } from '../../services/reservation-service/test/bought.ts'
import { zoneAt } from '../../services/reservation-service/test/listed.ts'
import {
  type Answered,
  insist,
  performanceForSale,
  type Someone,
  standingPlan,
} from '../../services/reservation-service/test/stage.ts'
import type { Authenticated } from '../local/bank/buyer.ts'
import { disagreementsIn } from '../test/purchase/books.ts'
import type { Wish } from './acts.ts'
import { brokenIn, brokenNow } from './agreement.ts'
import { followOffers } from './line.ts'
import { BUYERS, end, endUnsold, LIMIT, type Model, type Order, PLACES, type Places, priceOf, SEATS } from './model.ts'

interface HoldChange {
  added: Places
  dropped: Places
  may: boolean
}

/** The services, stores and bank on which sequences are played one after another. */
export interface Ground {
  all: Awaited<ReturnType<typeof stage>>
  database: pg.Client
}

export async function layGround(t: Lifetime): Promise<Ground> {
  const all = await stage(t, { webhooks: true })
  const database = new pg.Client(all.seats.adminUrl)
  // The database is dropped under it when the test ends.
  database.on('error', () => {})
  await database.connect()
  // The same few questions are asked thousands of times: planning them would take longer than answering.
  await database.query('set jit = off; set plan_cache_mode = force_generic_plan')
  t.after(() => database.end())
  return { all, database }
}

/** Of everything that was ever played on the ground. */
export async function sweep({ all, database }: Ground): Promise<void> {
  assert.deepEqual(await disagreementsIn(database, all.bank.url), [])
}

/** A performance and people of its own, on a ground that has seen others. */
export class World {
  readonly all: Ground['all']
  readonly performance: PerformanceForSale
  /** How many commands it has seen. */
  steps = 0
  readonly #database: pg.Client
  readonly #people: Someone[]

  private constructor({ all, database }: Ground, performance: PerformanceForSale, people: Someone[]) {
    this.all = all
    this.performance = performance
    this.#database = database
    this.#people = people
  }

  static async begin(ground: Ground): Promise<World> {
    const { seats } = ground.all
    const performance = await seats.sell({
      // Where it is midday, offers are made.
      performance: { plan: plan(), venue: { ...performanceForSale().venue, timeZone: zoneAt(12) } },
      onSale: { limitPerPerson: LIMIT, closesAt: daysFromNow(30) },
    })
    const people = await Promise.all(Array.from({ length: BUYERS }, () => seats.someone()))
    return new World(ground, performance, people)
  }

  /** As reservation-service meets them. */
  buyer(number: number): Someone {
    return this.#people[number]!.at(this.all.reservationApp)
  }

  /** Who is told that others were faster, though it was a late hold that just ended, tries again. */
  hold({ buyer, seats, standing }: Wish, may = true): Promise<Answered> {
    const places: [number, number][] = standing > 0 ? [[0, standing]] : []
    return this.#insist(() => this.buyer(buyer).stand(this.performance.id, places, seats), may)
  }

  async read<Body>(buyer: number, url: string): Promise<Body> {
    const { status, body } = await insist(() => this.buyer(buyer).get(url))
    assert.equal(status, 200, body.code)
    return body
  }

  /** By one key, however often. */
  post(buyer: number, url: string, body?: object, key: string = randomUUID()): Promise<Answered> {
    return this.#insist(() => this.buyer(buyer).post(url, body, { 'idempotency-key': key }))
  }

  change({ buyer, id }: Order, { added, dropped, may }: HoldChange): Promise<Answered> {
    const places = ({ seats, standing }: Places) => ({
      seats,
      standing: standing > 0 ? [{ area: 0, places: standing }] : [],
    })
    const wish = { add: places(added), drop: places(dropped) }
    return this.#insist(() => this.buyer(buyer).change(id, wish), may)
  }

  /** The next such call for the order meets the failure. */
  async bankFails(on: 'confirm' | 'cancel', fault: string, orderId: string): Promise<void> {
    const code = fault === 'error' && { code: 'FAILED_INTERNAL_SYSTEM_PROCESSING' }
    await this.all.script({ on, fault, orderId, ...code })
  }

  /** Tells payment-service that the buyer is back from the bank. */
  async confirm(redirect: Authenticated) {
    // Everybody comes from an address of their own, as buyers do.
    const remoteAddress = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`
    const url = '/api/payment/confirmations'
    const answer = await this.all.app.inject({ method: 'POST', url, payload: redirect, remoteAddress })
    return { status: answer.statusCode, body: answer.json() }
  }

  /** Says something in the bank's name, as anybody can. */
  async webhook(id: string, data: object): Promise<number> {
    const answer = await this.all.app.inject({
      method: 'POST',
      url: '/api/payment/webhooks/toss',
      headers: { 'tosspayments-webhook-transmission-id': id },
      payload: { eventType: 'PAYMENT_STATUS_CHANGED', createdAt: new Date().toISOString(), data },
    })
    return answer.statusCode
  }

  /** Who hears that the sale has just changed looks again, as the page does; and who is asked to come again comes. */
  #insist(send: () => Promise<Answered>, may = false): Promise<Answered> {
    return until(
      async () => {
        const answer = await insist(send)
        return answer.body.code === 'SALE_CHANGED' || (may && answer.status === 409) ? undefined : answer
      },
      { timeoutMs: 60_000, everyMs: 100 },
    )
  }

  /** What event-service tells of the performance from now on. */
  async tell(model: Model, changes: Partial<PerformanceForSale>): Promise<void> {
    model.version += 1
    await this.all.seats.sell({ performance: { ...this.performance, ...changes, version: model.version } })
  }

  /** How the order really stands, for what may end in more than one way. */
  async follow(model: Model, order: Order): Promise<void> {
    const [row] = await this.rows<{ state: string; live: boolean }>(
      `select state, state = 'held' and deadline > now() as live from reservation.reservation where id = $1`,
      [order.id],
    )
    const { state, live } = row!
    if (state === 'confirmed') Object.assign(order, { state: 'sold', paidWon: priceOf(order) })
    else if (state === 'refunded') end(order)
    else if (!live) endUnsold(model, order)
  }

  /** Waits until nothing is under way, and asserts that all is as it should be, and as the model says. */
  async agrees(model: Model): Promise<void> {
    this.steps += 1
    await this.settle()
    await followOffers(model, this)
    assert.deepEqual(await this.broken(), [])
    const live = model.orders.filter(({ state }) => state !== 'over').map(shown)
    assert.deepEqual(
      await this.#ofPerformance('live', LIVE),
      live.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    )
    const { seats, standing } = model.cooling
    const cooling = { seats: seats.toSorted((a, b) => a - b), standing }
    assert.deepEqual(await this.#ofPerformance('cooling', COOLING), [cooling])
    const given = model.orders.flatMap(({ given }) => given.map(({ gift }) => ({ id: gift })))
    assert.deepEqual(
      await this.#ofPerformance('given', GIVEN),
      given.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    )
    const paid = model.orders.filter(({ paidWon }) => paidWon > 0).map(({ id, paidWon }) => [id, paidWon])
    assert.deepEqual(await this.#wonAtBank(), Object.fromEntries(paid))
  }

  /** What is wrong with seats and money though nothing is under way. */
  async broken(): Promise<string[]> {
    return brokenIn(this.#database, this.performance.id)
  }

  /** Nobody waits for a lease here: what is owed and unsettled is looked at again at once. */
  async settle(): Promise<void> {
    let open: object[] = []
    await until(
      async () => {
        assert.deepEqual(await brokenNow(this.#database, this.performance.id), [])
        open = await this.#ofPerformance('under way', UNDER_WAY)
        return open.length === 0
      },
      // Looked at more often, they would only keep the services from their work.
      { timeoutMs: 60_000, everyMs: 40 },
    ).catch((error: Error) => {
      throw open.length > 0 ? new Error(`It does not come to rest: ${JSON.stringify(open)}`, { cause: error }) : error
    })
  }

  async rows<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    return (await this.#database.query<Row>(text, values)).rows
  }

  async #ofPerformance(name: string, text: string): Promise<object[]> {
    return (await this.#database.query({ name, text, values: [this.performance.id] })).rows
  }

  async #wonAtBank(): Promise<Record<string, number>> {
    const paid = await this.rows<{ id: string; order_id: string }>(
      `select reservation_id as id, order_id from payment.payment where performance_id = $1 and payment_key is not null`,
      [this.performance.id],
    )
    const won: Record<string, number> = {}
    for (const { id, order_id } of paid)
      for (const { status, balanceAmount } of await this.all.atBank(order_id))
        if (balanceAmount > 0 && ['DONE', 'PARTIAL_CANCELED'].includes(status)) won[id] = (won[id] ?? 0) + balanceAmount
    return won
  }
}

/** A row of seats, and a floor to stand on. */
function plan(): PerformanceForSale['plan'] {
  const whole = standingPlan(PLACES)
  const [section] = whole.sections
  return { ...whole, sections: [{ ...section!, rows: [{ ...section!.rows[0]!, seats: SEATS }] }] }
}

const UNDER_WAY = `
  with its_payment as (select * from payment.payment where performance_id = $1),
  sooner as (
    update payment.payment set next_look_at = now()
    where id in (select id from its_payment where state = 'confirming' and next_look_at > now())
  ), returned_sooner as (
    update payment.refund set next_look_at = now()
    where payment_id in (select id from its_payment) and state = 'due' and next_look_at > now()
  )
  select 'payment' as what, id::text, state from its_payment where state in ('confirming', 'refunding')
  union all
  select 'refund', id::text, last_answer from payment.refund
    where payment_id in (select id from its_payment) and state = 'due'
  union all
  select 'reservation', id::text, state from reservation.reservation where performance_id = $1 and state = 'capturing'
  union all
  select 'order of a cancelled performance', r.id::text, state from reservation.reservation r
    join reservation.refund_run run using (performance_id)
    where performance_id = $1 and state in ('held', 'confirmed')
  union all
  select 'hold of an offer', id::text, state from reservation.reservation
    where performance_id = $1 and state = 'held' and deadline <= now() and waiting_id is not null
  union all
  select 'offer', id::text, state from reservation.waiting
    where performance_id = $1 and state = 'offered' and deadline <= now()
  union all
  select 'place', id::text, seat::text from reservation.cooling_place
    where performance_id = $1 and returns_at <= now() and waiting_id is null
  union all
  select name, e.id::text, last_error from (
    select * from reservation_inbox.event union all select * from payment_inbox.event) e
    where done_at is null and attempts < 10
      and (payload->>'reservationId')::uuid in (select id from reservation.reservation where performance_id = $1)`

/** The orders whose places are their buyers', with those places, oldest first. */
const LIVE = `
  select r.id, case r.state when 'confirmed' then 'sold' else r.state end as state,
    array(select seat from reservation.seat_claim c where c.reservation_id = r.id and not exists (
      select from reservation.cooling_place k where k.performance_id = c.performance_id and k.seat = c.seat)
      order by seat) as seats,
    (cardinality(r.areas) - (select count(*) from reservation.ticket t
      where t.reservation_id = r.id and t.area is not null and t.refund_id is not null))::int as standing
  from reservation.reservation r
  where r.performance_id = $1 and (r.state = 'confirmed' or (r.state = 'held' and r.deadline > now()))
  order by r.id`

const GIVEN = `
  select g.id from reservation.gift g join reservation.ticket t on t.id = g.ticket_id
    join reservation.reservation r on r.id = t.reservation_id
  where r.performance_id = $1 and g.state = 'accepted' order by g.id`

const COOLING = `
  select coalesce(array_agg(seat order by seat) filter (where seat is not null), '{}') as seats,
    (count(*) filter (where seat is null))::int as standing
  from reservation.cooling_place where performance_id = $1`

function shown({ id, state, seats, standing }: Order) {
  return { id, state, seats: seats.toSorted((a, b) => a - b), standing }
}
