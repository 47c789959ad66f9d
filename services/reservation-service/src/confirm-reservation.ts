import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventData } from '@tiketi/contracts/events'
import type { Log } from '@tiketi/kit/log'
import { counter } from '@tiketi/kit/metrics'
import { executePrepared } from '@tiketi/kit/prepared'
import { publish } from '@tiketi/kit/publish'
import { announceSeats } from './announce-seats.ts'
import { newOrderNumber } from './order-number.ts'

const ticketsTotal = counter('tickets_issued_total', 'Tickets issued')
const refusedTotal = counter('captures_refused_total', 'Payments that found no seats waiting for them; an alarm')

/**
 * The money is there: the places are sold and their tickets issued, once however often this is told; entrance numbers
 * follow in this order. Money for places that do not wait for exactly this payment goes back, and people are called to
 * look.
 */
export async function confirmReservation(
  em: EntityManager,
  log: Log,
  { paymentId, reservationId, amountWon, move = 1 }: EventData<'payment.captured'>,
): Promise<void> {
  // A number that is in use makes the whole fail; the next attempt finds another.
  const [sold] = await executePrepared<Sold>(
    em,
    `with sold as (
       update reservation
       set state = 'confirmed', payment_move = greatest(payment_move, ?), order_number = ?, ordered_at = date_trunc('milliseconds', now()),
         refund_policy = (select refund_policy from performance p where p.id = reservation.performance_id)
       where id = ? and state = 'capturing' and payment_id = ? and total_won = ?
       returning id, performance_id, on_sale_id, person_id, seats, areas, shards
     ), kept as (
       update seat_claim c set sold = true from sold s, unnest(s.seats) as place
       where c.performance_id = s.performance_id and c.seat = place and c.reservation_id = s.id
     ), issued as (
       insert into ticket (reservation_id, seat) select id, unnest(seats) from sold
     ), place as (
       select id, performance_id, area, shard, row_number() over (partition by area) as nth
       from sold, unnest(areas, shards) as place(area, shard)
     ), stock as (
       select performance_id, area, shard, p.places from standing_stock join (
         select performance_id, area, shard, count(*)::int as places from place group by performance_id, area, shard
       ) p using (performance_id, area, shard)
       order by area, shard for update of standing_stock
     ), counted as (
       update standing_stock s set sold = s.sold + stock.places from stock
       where s.performance_id = stock.performance_id and s.area = stock.area and s.shard = stock.shard
       returning s.shard
     ), counter as (
       select performance_id, area, p.places from entrance_count join (
         select performance_id, area, count(*)::int as places from place group by performance_id, area
       ) p using (performance_id, area)
       where (select count(*) from counted) >= 0 order by area for update of entrance_count
     ), numbered as (
       update entrance_count e set given = e.given + counter.places from counter
       where e.performance_id = counter.performance_id and e.area = counter.area
       returning e.area, e.given - counter.places as before
     ), admitted as (
       insert into ticket (reservation_id, area, nth, entrance_number)
       select id, area, nth, before + nth from place left join numbered using (area)
     )
     select performance_id as "performanceId", on_sale_id as "onSaleId", person_id as "personId", seats,
       cardinality(seats) + cardinality(areas) as places from sold`,
    [move, newOrderNumber(), reservationId, paymentId, amountWon],
  )
  if (!sold && (await resume(em, { paymentId, reservationId, move }))) return
  if (!sold) return refuseUnlessConfirmed(em, log, { paymentId, reservationId, amountWon })
  const { performanceId, onSaleId, personId, seats, places } = sold
  await publish(em, 'reservation.confirmed', { reservationId, onSaleId, personId, seats: places })
  announceSeats(em, performanceId, seats)
  ticketsTotal.inc(places)
}

/** A deposit that had been taken back was made again. */
async function resume(em: EntityManager, { paymentId, reservationId, move }: Resumed): Promise<boolean> {
  const resumed = await em.execute(
    `update reservation set suspended = false, payment_move = ?
     where id = ? and payment_id = ? and state = 'confirmed' and payment_move < ? returning id`,
    [move, reservationId, paymentId, move],
  )
  return resumed.length > 0
}

interface Resumed {
  paymentId: string
  reservationId: string
  move: number
}

interface Sold {
  performanceId: string
  onSaleId: string
  personId: string
  seats: number[]
  places: number
}

async function refuseUnlessConfirmed(em: EntityManager, log: Log, captured: EventData<'payment.captured'>) {
  const { paymentId, reservationId } = captured
  const [known] = await em.execute<{ state: string; paymentId: string | null }[]>(
    'select state, payment_id as "paymentId" from reservation where id = ?',
    [reservationId],
  )
  if (['confirmed', 'refunded'].includes(known?.state ?? '') && known!.paymentId === paymentId) return
  refusedTotal.inc()
  log.error({ ...captured, found: known ?? null }, 'money came in for seats that do not wait for it; it goes back')
  await publish(em, 'reservation.capture-refused', { reservationId, paymentId })
}
