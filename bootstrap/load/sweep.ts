import type pg from 'pg'
import { type Figure, none } from '../proof/figures.ts'

/** What must never be, whatever the crowd did; each query counts the wrongs. */
const wrongs: Record<string, string> = {
  'numbers given to two people': `
    select count(*) from (select epoch, number from queue.admission where on_sale_id = $1
      group by epoch, number having count(distinct person_id) > 1) as twice`,
  'people let in twice': `
    select count(*) from (select person_id from queue.admission where on_sale_id = $1
      group by person_id having count(*) > 1) as twice`,
  'people let in before the opening': `
    select count(*) from queue.admission a join queue.on_sale o on o.id = a.on_sale_id
    where o.id = $1 and a.admitted_at < o.opens_at`,
  'ranks drawn twice': `
    select count(*) from (select rank from queue.lobby_entry where on_sale_id = $1 and rank is not null
      group by rank having count(*) > 1) as twice`,
  'people with more than they may have': `
    select count(*) from reservation.buyer_quota where scope = $1 and taken > allowed`,
  'seats sold twice': `
    select count(*) from (select performance_id, unnest(seats) as seat from reservation.reservation
      where on_sale_id = $1 and state in ('held', 'capturing', 'confirmed') group by 1, 2 having count(*) > 1) as twice`,
  'holds of people who were not let in': `
    select count(*) from reservation.reservation r where on_sale_id = $1 and not exists (
      select from queue.admission a where a.on_sale_id = r.on_sale_id and a.person_id = r.person_id)`,
}

export async function sweep(database: pg.Client, onSaleId: string): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [name, query] of Object.entries(wrongs)) {
    const { rows } = await database.query<{ count: string }>(query, [onSaleId])
    figures.push(none(name, Number(rows[0]!.count), ''))
  }
  return figures
}
