import { randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { payAtBank } from '../local/bank/buyer.ts'
import type { System } from '../local/system.ts'
import type { Show } from '../test/purchase/shop.ts'

const PRICE_WON = 10_000
const BUYERS_AT_ONCE = 16

interface SellOut {
  system: System
  database: pg.Client
  show: Show
  orders: number
  seatsEach: number
}

/** Sells the first seats of a hall: paid at the bank one by one, written into our tables all at once. */
export async function sellOut({ system, database, show, orders, seatsEach }: SellOut): Promise<void> {
  const amountWon = PRICE_WON * seatsEach
  const paid = Array.from({ length: orders }, () => ({
    orderId: randomBytes(16).toString('base64url'),
    paymentId: randomUUID(),
    paymentKey: '',
  }))
  let next = 0
  const buyer = async () => {
    for (let at = next++; at < orders; at = next++) {
      const { orderId } = paid[at]!
      paid[at]!.paymentKey = await payThrough(system, orderId, amountWon)
    }
  }
  await Promise.all(Array.from({ length: BUYERS_AT_ONCE }, buyer))
  const columns = [
    paid.map(({ orderId }) => orderId),
    paid.map(({ paymentId }) => paymentId),
    paid.map(({ paymentKey }) => paymentKey),
  ]
  await database.query(
    `with paid as (
       select order_id, payment_id, payment_key, at::int - 1 as at, gen_random_uuid() as id, gen_random_uuid() as person_id
       from unnest($1::text[], $2::uuid[], $3::text[]) with ordinality as one (order_id, payment_id, payment_key, at)
     ), sold as (
       insert into reservation.reservation (id, performance_id, on_sale_id, person_id, state, seats, prices_won, total_won,
         deadline, payment_id, order_number, ordered_at)
       select id, $4, $5, person_id, 'confirmed', array(select generate_series(at * $6, at * $6 + $6 - 1)),
         array_fill($7::int, array[$6::int]), $7 * $6, now() + interval '1 minute', payment_id, lpad(at::text, 8, '0'), now()
       from paid returning *
     ), claimed as (
       insert into reservation.seat_claim (performance_id, seat, reservation_id, sold)
       select performance_id, unnest(seats), id, true from sold
     ), counted as (
       insert into reservation.buyer_quota (person_id, scope, taken, allowed)
       select person_id, unnest(array[performance_id, on_sale_id]), $6, 20 from sold
     ), issued as (
       insert into reservation.ticket (reservation_id, seat) select id, unnest(seats) from sold
     )
     insert into payment.payment (id, order_id, reservation_id, person_id, order_name, amount_won, state, payment_key, deadline,
       performance_id)
     select payment_id, order_id, id, person_id, 'bench', $7 * $6, 'captured', payment_key, now(), $4 from paid`,
    [...columns, show.performanceId, show.onSaleId, seatsEach, PRICE_WON],
  )
}

async function payThrough({ bankUrl, url, secrets }: System, orderId: string, amountWon: number): Promise<string> {
  const { paymentKey } = await payAtBank(
    bankUrl,
    {
      clientKey: secrets.bankClientKey,
      customerKey: 'bench',
      orderId,
      orderName: 'bench',
      amountWon,
      successUrl: `${url}/pay/success`,
      failUrl: `${url}/pay/fail`,
    },
    { card: 'approves' },
  )
  const response = await fetch(`${bankUrl}/v1/payments/confirm`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${secrets.bankSecretKey}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ paymentKey, orderId, amount: amountWon }),
  })
  if (!response.ok) throw new Error(`The bank answered ${response.status}: ${await response.text()}`)
  return paymentKey
}
