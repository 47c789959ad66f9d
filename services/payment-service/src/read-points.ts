import type { EntityManager } from '@mikro-orm/postgresql'
import type { PointsStatement } from '@tiketi/contracts/points'

const SHOWN = 100

interface Sums {
  balance: number
  reserved: number
}

/** What somebody has, by the sums of the ledger. What is over and not yet written off does not count. */
export async function readPoints(em: EntityManager, personId: string): Promise<PointsStatement> {
  const [sums] = await em.execute<[Sums]>(
    `select coalesce(sum(points) filter (where account = 'available' and lot.expires_at > now()), 0)::int as balance,
       coalesce(sum(points) filter (where account = 'reserved'), 0)::int as reserved
     from payment.point_line l join payment.point_lot lot on lot.id = l.lot_id where lot.person_id = ?`,
    [personId],
  )
  const [next] = await em.execute<{ points: number; expiresAt: Date }[]>(
    `select sum(points)::int as points, lot.expires_at as "expiresAt"
     from payment.point_line l join payment.point_lot lot on lot.id = l.lot_id
     where lot.person_id = ? and account = 'available' and lot.expires_at > now()
     group by lot.expires_at having sum(points) > 0 order by lot.expires_at limit 1`,
    [personId],
  )
  const entries = await em.execute<(Omit<PointsStatement['entries'][number], 'at'> & { at: Date })[]>(
    `select e.kind, e.at, p.order_name as "orderName", (
       select sum(points) from payment.point_line l where l.entry_id = e.id and points > 0)::int as points
     from payment.point_entry e left join payment.payment p on p.id = e.payment_id
     where e.person_id = ? order by e.id desc limit ${SHOWN}`,
    [personId],
  )
  return {
    ...sums,
    next: next ? { points: next.points, expiresAt: next.expiresAt.toISOString() } : null,
    entries: entries.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })),
  }
}
