import type { EntityManager } from '@mikro-orm/postgresql'
import { executeAhead } from '@tiketi/kit/prepared'
import type { Reservation } from './reservation.ts'

/** So many places count against nobody's limits any more. */
export async function freeQuotas(
  em: EntityManager,
  orders: { reservation: Reservation; places: number }[],
): Promise<void> {
  const shares = orders.flatMap(({ reservation: { personId, performanceId, onSaleId }, places }) =>
    [performanceId, onSaleId].map((scope) => ({ person_id: personId, scope, places })),
  )
  await executeAhead(
    em,
    `with share as (
       select person_id, scope, sum(places)::int as places
       from jsonb_to_recordset(?) as share (person_id uuid, scope uuid, places int) group by person_id, scope
     ), locked as (
       select person_id, scope, share.places from buyer_quota q join share using (person_id, scope)
       order by person_id, scope for update of q
     )
     update buyer_quota q set taken = q.taken - locked.places from locked
     where q.person_id = locked.person_id and q.scope = locked.scope`,
    [JSON.stringify(shares)],
  )
}
