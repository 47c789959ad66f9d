import type { EntityManager } from '@mikro-orm/postgresql'
import type { PerformanceForSale } from '@tiketi/contracts/event'
import { type SeatingPlan, seatCount } from '@tiketi/contracts/seating'

/**
 * Keeps what event-service says of a performance, unless something newer is known already.
 *
 * @throws Error when a grade has no price, and when another plan comes after places were held: their numbers would mean
 * other places.
 */
export function storePerformance(em: EntityManager, performance: PerformanceForSale): Promise<void> {
  return em.transactional((em) => store(em, performance))
}

async function store(em: EntityManager, performance: PerformanceForSale): Promise<void> {
  const { id, version, eventId, onSaleId, title, venue, startsAt, cancelled, grades, plan } = performance
  const { refundPolicy = null, organiserId = null, presaleId = null, freeRefund, gifts = true } = performance
  const priced = new Set(grades.map(({ code }) => code))
  const graded = [...plan.sections.flatMap(({ rows }) => rows), ...(plan.standing ?? [])]
  const unpriced = graded.find(({ grade }) => !priced.has(grade))
  if (unpriced) throw new Error(`Performance ${id} has seats of grade ${unpriced.grade} without a price.`)

  const stored = await em.execute(
    `insert into performance as known
       (id, version, event_id, on_sale_id, presale_id, title, venue, starts_at, cancelled, grades, plan, seats,
       refund_policy, organiser_id, ordered_before, refund_until, gifts)
     values (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?::jsonb, ?::jsonb, ?, ?::jsonb, ?, ?, ?, ?)
     on conflict (id) do update set
       version = excluded.version, event_id = excluded.event_id, on_sale_id = excluded.on_sale_id,
       presale_id = excluded.presale_id, title = excluded.title, venue = excluded.venue,
       starts_at = excluded.starts_at, cancelled = excluded.cancelled, grades = excluded.grades,
       plan = excluded.plan, seats = excluded.seats, refund_policy = excluded.refund_policy, organiser_id = excluded.organiser_id,
       ordered_before = excluded.ordered_before, refund_until = excluded.refund_until, gifts = excluded.gifts
     where known.version < excluded.version and (known.plan = excluded.plan or not exists (
       select from seat_claim where performance_id = known.id
       union all
       select from standing_stock where performance_id = known.id and available < places))
     returning id`,
    [
      id,
      version,
      eventId,
      onSaleId,
      presaleId,
      JSON.stringify(title),
      JSON.stringify(venue),
      startsAt,
      cancelled,
      JSON.stringify(grades),
      JSON.stringify(plan),
      seatCount(plan),
      refundPolicy && JSON.stringify(refundPolicy),
      organiserId,
      freeRefund?.orderedBefore ?? null,
      freeRefund?.until ?? null,
      gifts,
    ],
  )
  if (stored.length > 0 && cancelled)
    await em.execute('insert into refund_run (performance_id) values (?) on conflict do nothing', [id], 'run')
  if (stored.length > 0) return stockPlaces(em, id, plan)
  const [known] = await em.execute<{ version: number }[]>('select version from performance where id = ?', [id])
  if (known!.version < version) throw new Error(`Performance ${id} came with another plan although seats are taken.`)
}

/** So many places a stock row at least, and so many rows at most: buyers meet in one of them rarely. */
const SHARD_PLACES = 50
const MOST_SHARDS = 16

async function stockPlaces(em: EntityManager, id: string, { standing = [] }: SeatingPlan): Promise<void> {
  const stocked = await em.execute<{ area: number; places: number }[]>(
    'select area, sum(places)::int as places from standing_stock where performance_id = ? group by area order by area',
    [id],
  )
  const same = (capacity: number, area: number) => stocked[area]?.area === area && stocked[area].places === capacity
  if (stocked.length === standing.length && standing.every(({ capacity }, area) => same(capacity, area))) return

  await em.execute('delete from standing_stock where performance_id = ? and available = places', [id], 'run')
  await em.execute('delete from entrance_count where performance_id = ? and given = 0', [id], 'run')
  const left = await em.execute('select from standing_stock where performance_id = ?', [id])
  if (left.length > 0) throw new Error(`Performance ${id} came with another plan while places were being taken.`)
  for (const [area, { capacity, entranceNumbers = false }] of standing.entries()) {
    const shards = Math.min(MOST_SHARDS, Math.ceil(capacity / SHARD_PLACES))
    await em.execute(
      `insert into standing_stock (performance_id, area, shard, places, available)
       select ?, ?, shard, places, places
       from generate_series(0, ? - 1) as shard, lateral (select ? / ? + (shard < ? % ?)::int as places) as share`,
      [id, area, shards, capacity, shards, capacity, shards],
      'run',
    )
    if (entranceNumbers)
      await em.execute('insert into entrance_count (performance_id, area) values (?, ?)', [id, area], 'run')
  }
}
