import type { MikroORM } from '@mikro-orm/postgresql'
import type { SeatsLeft } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'
import { briefly } from './briefly.ts'

const KEPT_MS = 500

/** How many seats and standing places of an on-sale are free, held and sold; the waiting room asks again and again. */
export function seatsLeft(orm: MikroORM): (onSaleId: string) => Promise<SeatsLeft> {
  return briefly(KEPT_MS, async (onSaleId) => {
    const [counted] = await orm.em.fork().execute<SeatsLeft[]>(
      `select sum(p.seats - c.held - c.sold + s.free)::int as free, sum(c.held + s.held)::int as held,
         sum(c.sold + s.sold)::int as sold
       from performance p, lateral (
         select count(*) filter (where not sold) as held, count(*) filter (where sold) as sold
         from seat_claim where performance_id = p.id) c, lateral (
         select coalesce(sum(available), 0) as free, coalesce(sum(places - available - sold), 0) as held,
           coalesce(sum(sold), 0) as sold
         from standing_stock where performance_id = p.id) s
       where ? in (p.on_sale_id, p.presale_id) having count(*) > 0`,
      [onSaleId],
    )
    if (!counted) throw new Refusal('ON_SALE_UNKNOWN', 404, 'Nothing is sold under this on-sale.')
    return counted
  })
}
