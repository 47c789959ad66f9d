import type { EntityManager } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'

// Lines are added lot by lot in the order of ids: each locks its lot, and nobody waits in a ring.

/** Whose points, for which payment. */
interface Of {
  paymentId: string
  personId: string
}

/** What is available of a person's lots, those that expire first before others. */
const AVAILABLE = `select lot.id as lot_id, lot.expires_at, (
    select sum(points) from payment.point_line l where l.lot_id = lot.id and l.account = 'available')::int as points
  from payment.point_lot lot where lot.person_id = ? and lot.expires_at > now()`

/**
 * Keeps points for a payment. The lots are locked, so two payments at once do not count on the same ones; the ledger would
 * refuse it.
 *
 * @throws Refusal 409 POINTS_SHORT with `balance`.
 */
export async function reservePoints(em: EntityManager, { paymentId, personId }: Of, points: number): Promise<void> {
  if (points === 0) return
  await em.execute('select from payment.point_lot where person_id = ? order by id for update', [personId])
  const [{ balance }] = await em.execute<[{ balance: number }]>(
    `select coalesce(sum(points), 0)::int as balance from (${AVAILABLE}) lots`,
    [personId],
  )
  if (balance < points) throw new Refusal('POINTS_SHORT', 409, `You have ${balance} points.`, { balance })
  await em.execute(
    `with lots as (${AVAILABLE}), piled as (
       select lot_id, points, sum(points) over (order by expires_at, lot_id) - points as before
       from lots where points > 0
     ), part as (
       select lot_id, least(points, ? - before)::int as points from piled where before < ?
     ), entry as (
       insert into payment.point_entry (kind, person_id, payment_id) values ('reserved', ?, ?) returning id
     )
     insert into payment.point_line (entry_id, lot_id, account, points)
     select entry.id, lot_id, account, sign * points from entry, part,
       (values ('available', -1), ('reserved', 1)) as side (account, sign)
     order by lot_id`,
    [personId, points, points, personId, paymentId],
    'run',
  )
}

/**
 * What was reserved for a payment is spent with it, or available again; also what was spent with a deposit that was taken
 * back. The second time there is nothing left to move.
 */
export async function settlePoints(
  em: EntityManager,
  { paymentId, personId }: Of,
  kind: 'spent' | 'released',
): Promise<void> {
  await em.execute(
    `with held as (
       select lot_id, account, sum(points)::int as points from payment.point_line l join payment.point_entry e on e.id = l.entry_id
       where e.payment_id = ? and account in ('reserved', ?) group by lot_id, account having sum(points) > 0
     ), entry as (
       insert into payment.point_entry (kind, person_id, payment_id)
       select ?, ?, ? where exists (select from held) returning id
     )
     insert into payment.point_line (entry_id, lot_id, account, points)
     select entry.id, lot_id, side.account, sign * points from entry, held,
       lateral (values (held.account, -1), (?, 1)) as side (account, sign)
     order by lot_id`,
    [
      paymentId,
      kind === 'spent' ? 'reserved' : 'spent',
      kind,
      personId,
      paymentId,
      kind === 'spent' ? 'spent' : 'available',
    ],
    'run',
  )
}

/** Points that were spent come back to the lots that they came from, first to those that last longest. */
export async function returnPoints(
  em: EntityManager,
  { paymentId, personId }: Of,
  { refundId, points }: { refundId: string; points: number },
): Promise<void> {
  if (points === 0) return
  await em.execute(
    `with spent as (
       select lot_id, sum(points)::int as points from payment.point_line l join payment.point_entry e on e.id = l.entry_id
       where e.payment_id = ? and account = 'spent' group by lot_id having sum(points) > 0
     ), piled as (
       select lot_id, points, sum(points) over (order by expires_at desc, lot_id) - points as before
       from spent join payment.point_lot lot on lot.id = lot_id
     ), part as (
       select lot_id, least(points, ? - before)::int as points from piled where before < ?
     ), entry as (
       insert into payment.point_entry (kind, person_id, payment_id, refund_id) values ('returned', ?, ?, ?) returning id
     )
     insert into payment.point_line (entry_id, lot_id, account, points)
     select entry.id, lot_id, account, sign * points from entry, part,
       (values ('spent', -1), ('available', 1)) as side (account, sign)
     order by lot_id`,
    [paymentId, points, points, personId, paymentId, refundId],
    'run',
  )
}
