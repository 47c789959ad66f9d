import type { EntityManager } from '@mikro-orm/postgresql'

const BATCH = 100

/** Points whose lot is over are gone, also those that came back late. Each process takes its own lots. */
export async function expirePoints(em: EntityManager): Promise<void> {
  let done: number
  do done = await em.fork().transactional((em) => expireSome(em as EntityManager))
  while (done === BATCH)
}

async function expireSome(em: EntityManager): Promise<number> {
  const expired = await em.execute<object[]>(
    `with over as (
       select id, person_id from payment.point_lot lot where expires_at <= now() and (
         select sum(points) from payment.point_line l where l.lot_id = lot.id and account = 'available') > 0
       order by id limit ${BATCH} for update skip locked
     ), left_over as (
       select id, person_id, (
         select sum(points) from payment.point_line l where l.lot_id = over.id and account = 'available')::int as points
       from over
     ), entry as (
       insert into payment.point_entry (kind, person_id)
       select distinct 'expired', person_id from left_over where points > 0 returning id, person_id
     )
     insert into payment.point_line (entry_id, lot_id, account, points)
     select entry.id, left_over.id, account, sign * points from left_over join entry using (person_id),
       (values ('available', -1), ('expired', 1)) as side (account, sign)
     where points > 0 order by left_over.id returning lot_id`,
  )
  return expired.length / 2
}
