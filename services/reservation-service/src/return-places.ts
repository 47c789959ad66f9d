import type { EntityManager } from '@mikro-orm/postgresql'
import { counter } from '@tiketi/kit/metrics'
import { announceSeats } from './announce-seats.ts'
import { inBatches } from './in-batches.ts'

const BATCH = 50

const returnedTotal = counter('places_returned_total', 'Places that were given back and are on sale again')

/** Puts places on sale again whose instant has come. Any number of processes may do it at once; each takes its own. */
export function returnPlaces(em: EntityManager): Promise<void> {
  return inBatches(em, { size: BATCH, total: returnedTotal }, returnSome)
}

/** Stock rows and seats are locked in the order in which every hold locks them. */
async function returnSome(em: EntityManager): Promise<number> {
  const returned = await em.execute<Returned[]>(
    `with due as (
       select id, performance_id, area, shard from cooling_place where returns_at <= now() and waiting_id is null
       order by returns_at, id limit ${BATCH} for update skip locked
     ), back as (
       select performance_id, area, shard, count(*)::int as places from due where area is not null
       group by performance_id, area, shard
     ), stock as (
       select performance_id, area, shard, back.places from standing_stock s join back using (performance_id, area, shard)
       order by performance_id, area, shard for update of s
     ), restocked as (
       update standing_stock s set available = s.available + stock.places, sold = s.sold - stock.places from stock
       where s.performance_id = stock.performance_id and s.area = stock.area and s.shard = stock.shard
       returning s.shard
     ), ended as (
       delete from cooling_place c using due where c.id = due.id and (select count(*) from restocked) >= 0
       returning c.performance_id, c.seat
     ), freed as (
       delete from seat_claim c using ended where c.performance_id = ended.performance_id and c.seat = ended.seat
     )
     select performance_id as "performanceId", array_remove(array_agg(seat), null) as seats, count(*)::int as places
     from ended group by performance_id`,
  )
  for (const { performanceId, seats } of returned) announceSeats(em, performanceId, seats)
  return returned.reduce((sum, { places }) => sum + places, 0)
}

interface Returned {
  performanceId: string
  seats: number[]
  places: number
}
