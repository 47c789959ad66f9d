import { arrayOf } from '@tiketi/kit/array-of'
import type { LiveHold, SeatWish } from './claim-seats.ts'

/** How places in standing areas are taken while others take some too. */
export type Taking =
  /** From one stock row that nobody is working on, whichever. */
  | 'skipping'
  /** From all rows, one after another in their order, waiting for each. */
  | 'waiting'

export interface Claimed {
  now: Date
  limit: number
  /** Seats that are taken for good. */
  gone: number[]
  /** Standing areas that have too few places, even if every late hold came back. */
  short: number[]
  /** Standing areas that have too few places unless late holds come back. */
  scarce: number[]
  /** Whether stock rows gave all the places that were wanted. */
  stocked: boolean
  claimed: number[]
  counted: number
}

interface Part {
  sql: string
  params: unknown[]
}

/** Of a reservation; named one by one, since statements are prepared. */
const COLUMNS = `id, performance_id, on_sale_id, person_id, state, seats, areas, prices_won, total_won, held_at, deadline,
  extended, payment_id, declined_payments, order_number, ordered_at, ended_at, waiting_id`

/**
 * One statement for the reservation, new or grown, its seats, its standing places and the buyer's quota; the database's
 * clock says whether the sale is open. Whoever finds a place taken for good changes nothing. Locks are taken in one
 * order by all: stock rows, seats, quota.
 */
export function claimStatement(wish: SeatWish, taking: Taking): { sql: string; params: [unknown, ...unknown[]] } {
  const { seats, into } = wish
  const parts = [
    terms(wish),
    gone(wish),
    ...stock(wish, taking),
    'holdSeconds' in into ? made(wish, into.holdSeconds) : grown(wish, into),
    {
      sql: `claimed as (
        insert into seat_claim (performance_id, seat, reservation_id)
        select performance_id, seat, id from made, unnest(?::int[]) as seat order by seat
        on conflict do nothing returning seat
      )`,
      params: [arrayOf(seats)],
    },
    'holdSeconds' in into ? counted : countedMore(seats.length, into.growth),
  ]
  return {
    sql: `with ${parts.map(({ sql }) => sql).join(', ')}
      select made.*, now(), limit_per_person as limit, array(select seat from gone order by seat) as gone,
        taken.short, taken.scarce, taken.stocked, array(select seat from claimed) as claimed,
        (select count(*) from counted) as counted
      from terms cross join taken left join made on true`,
    params: parts.flatMap(({ params }) => params) as [unknown, ...unknown[]],
  }
}

function terms({ performanceId, version, onSaleId, personId, passedAt }: SeatWish): Part {
  return {
    sql: `terms as (
      select limit_per_person from performance p join on_sale o on o.id in (p.on_sale_id, p.presale_id)
      where p.id = ? and p.version = ? and o.id = ? and not p.cancelled and not o.cancelled
        and p.starts_at > now() and o.opens_at <= now() and o.closes_at > now()
        and (not o.is_presale or exists (
          select from presale_entry e where e.event_id = p.event_id and e.person_id = ?))
        and (not o.waiting_room or ?::timestamptz >= coalesce(
          (select passes_from from pass_revocation v where v.on_sale_id = o.id), '-infinity'))
    )`,
    params: [performanceId, version, onSaleId, personId, passedAt],
  }
}

function made(wish: SeatWish, holdSeconds: number): Part {
  const { id, performanceId, onSaleId, personId, seats, pricesWon } = wish
  return {
    sql: `made as (
      insert into reservation
        (id, performance_id, on_sale_id, person_id, seats, areas, shards, prices_won, total_won, deadline)
      select ?::uuid, ?::uuid, ?::uuid, ?::uuid, ?::int[], areas, shards, ?::int[], ?::int,
        now() + make_interval(secs => ?)
      from terms, taken where stocked and not exists (select from gone)
      returning ${COLUMNS}
    )`,
    params: [
      id,
      performanceId,
      onSaleId,
      personId,
      arrayOf(seats),
      arrayOf(pricesWon),
      totalOf(pricesWon),
      holdSeconds,
    ],
  }
}

/** The deadline stays. */
function grown({ id, pricesWon }: SeatWish, { seats, areas, shards }: LiveHold): Part {
  return {
    sql: `made as (
      update reservation set seats = ?::int[], areas = ?::int[] || more, shards = ?::int[] || more_from,
        prices_won = ?::int[], total_won = ?::int
      from terms, (select areas as more, shards as more_from from taken where stocked) as drawn
      where id = ? and not exists (select from gone)
      returning ${COLUMNS}
    )`,
    params: [arrayOf(seats), arrayOf(areas), arrayOf(shards), arrayOf(pricesWon), totalOf(pricesWon), id],
  }
}

const counted: Part = {
  sql: `counted as (
    insert into buyer_quota as q (person_id, scope, taken, allowed)
    select person_id, scope, cardinality(seats) + cardinality(areas), limit_per_person
    from terms, made, unnest(array[performance_id, on_sale_id]) as scope
    where cardinality(seats) = (select count(*) from claimed)
      and cardinality(seats) + cardinality(areas) <= limit_per_person
    order by scope
    on conflict (person_id, scope) do update
      set taken = q.taken + excluded.taken, allowed = excluded.allowed
      where q.taken + excluded.taken <= excluded.allowed
    returning scope
  )`,
  params: [],
}

/** Who has more than a limit that was lowered since may still change one place for another. */
function countedMore(claims: number, growth: number): Part {
  return {
    sql: `quota as (
      select person_id, scope, limit_per_person, ?::int as growth
      from terms, made join buyer_quota q using (person_id)
      where scope in (performance_id, on_sale_id) and (select count(*) from claimed) = ?
      order by scope for update of q
    ), counted as (
      update buyer_quota q set taken = q.taken + growth, allowed = case when growth > 0 then limit_per_person else allowed end
      from quota
      where q.person_id = quota.person_id and q.scope = quota.scope
        and (growth <= 0 or q.taken + growth <= limit_per_person)
      returning q.scope
    )`,
    params: [growth, claims],
  }
}

function gone({ performanceId, seats }: SeatWish): Part {
  if (seats.length === 0) return { sql: 'gone as (select 0 as seat where false)', params: [] }
  return {
    sql: `gone as (
      select seat from seat_claim c join reservation r on r.id = c.reservation_id
      where c.performance_id = ? and c.seat = any(?::int[]) and not (r.state = 'held' and r.deadline <= now())
    )`,
    params: [performanceId, arrayOf(seats)],
  }
}

/** Ends with `taken`, one row: what was taken of standing areas. */
function stock({ performanceId, standing }: SeatWish, taking: Taking): Part[] {
  if (standing.length === 0)
    return [
      {
        sql: `taken as (select '{}'::int[] as areas, '{}'::int[] as shards, '{}'::int[] as short, '{}'::int[] as scarce,
          true as stocked)`,
        params: [],
      },
    ]
  return [
    {
      sql: `wanted as (
        select area, n, (select coalesce(sum(available), 0) from standing_stock s where s.performance_id = ? and s.area = w.area) as free
        from unnest(?::int[], ?::int[]) as w(area, n)
      ), scarce as (
        select area, n > free + (
          select count(*) from reservation r, unnest(r.areas) as place
          where r.performance_id = ? and place = w.area and r.state = 'held' and r.deadline <= now()) as for_good
        from wanted w where n > free
      )`,
      params: [
        performanceId,
        arrayOf(standing.map(({ area }) => area)),
        arrayOf(standing.map(({ places }) => places)),
        performanceId,
      ],
    },
    taking === 'skipping' ? pickedSkipping(performanceId) : pickedWaiting(performanceId),
    {
      sql: `drawn as (
        update standing_stock s set available = s.available - p.n from picked p
        where s.performance_id = ? and s.area = p.area and s.shard = p.shard and s.available >= p.n
        returning s.area, s.shard, p.n
      ), taken as (
        select coalesce(array_agg(area order by area, shard), '{}') as areas,
          coalesce(array_agg(shard order by area, shard), '{}') as shards,
          array(select area from scarce where for_good order by area) as short,
          array(select area from scarce order by area) as scarce,
          count(area) = (select sum(n) from wanted) as stocked
        from drawn, generate_series(1, n)
      )`,
      params: [performanceId],
    },
  ]
}

function pickedSkipping(performanceId: string): Part {
  return {
    sql: `picked as (
      select w.area, s.shard, w.n from terms, wanted w, lateral (
        select shard from standing_stock where performance_id = ? and area = w.area and available >= w.n
        order by random() limit 1 for update skip locked) s
      where not exists (select from gone) and not exists (select from scarce)
    )`,
    params: [performanceId],
  }
}

function pickedWaiting(performanceId: string): Part {
  return {
    sql: `locked as (
      select s.area, s.shard, s.available from terms, standing_stock s
      where s.performance_id = ? and s.area in (select area from wanted)
        and not exists (select from gone) and not exists (select from scarce where for_good)
      order by s.area, s.shard for update of s
    ), picked as (
      select area, shard, least(available, n - before)::int as n from (
        select area, shard, available, n, sum(available) over (partition by area order by shard) - available as before
        from locked join wanted using (area)) as piled
      where available > 0 and before < n
    )`,
    params: [performanceId],
  }
}

const totalOf = (pricesWon: number[]) => pricesWon.reduce((sum, price) => sum + price, 0)
