import type { EntityManager } from '@mikro-orm/postgresql'
import type { PerformanceForSale } from '@tiketi/contracts/event'
import { seatCount } from '@tiketi/contracts/seating'

/**
 * Keeps what event-service says of a performance, unless something newer is known already.
 *
 * @throws Error when a grade has no price, and when another plan comes after seats were held: their numbers would mean
 * other seats.
 */
export async function storePerformance(em: EntityManager, performance: PerformanceForSale): Promise<void> {
  const { id, version, eventId, onSaleId, title, venue, startsAt, cancelled, grades, plan } = performance
  const priced = new Set(grades.map(({ code }) => code))
  const unpriced = plan.sections.flatMap(({ rows }) => rows).find(({ grade }) => !priced.has(grade))
  if (unpriced) throw new Error(`Performance ${id} has seats of grade ${unpriced.grade} without a price.`)

  const stored = await em.execute(
    `insert into performance as known
       (id, version, event_id, on_sale_id, title, venue, starts_at, cancelled, grades, plan, seats)
     values (?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?::jsonb, ?::jsonb, ?)
     on conflict (id) do update set
       version = excluded.version, event_id = excluded.event_id, on_sale_id = excluded.on_sale_id,
       title = excluded.title, venue = excluded.venue, starts_at = excluded.starts_at, cancelled = excluded.cancelled,
       grades = excluded.grades, plan = excluded.plan, seats = excluded.seats
     where known.version < excluded.version and (known.plan = excluded.plan or not exists (
       select from seat_claim where performance_id = known.id))
     returning id`,
    [
      id,
      version,
      eventId,
      onSaleId,
      JSON.stringify(title),
      JSON.stringify(venue),
      startsAt,
      cancelled,
      JSON.stringify(grades),
      JSON.stringify(plan),
      seatCount(plan),
    ],
  )
  if (stored.length > 0) return
  const [known] = await em.execute<{ version: number }[]>('select version from performance where id = ?', [id])
  if (known!.version < version) throw new Error(`Performance ${id} came with another plan although seats are taken.`)
}
