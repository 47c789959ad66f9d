import assert from 'node:assert/strict'
import test from 'node:test'
import pg from 'pg'
import { violations } from './purchase/axe.ts'
import { browser } from './purchase/browser.ts'
import { account, putOnSale } from './purchase/shop.ts'
import { logInQuietly } from './purchase/visitor.ts'
import { wholeSystem } from './whole-system.ts'

const EMAIL = 'patient@example.com'
/** All seats but none that anybody here has bought, and a clock that shows the afternoon. */
const SELL_OUT = `
  with sold as (
    insert into reservation.reservation
      (id, performance_id, on_sale_id, person_id, state, seats, prices_won, total_won, deadline, payment_id, order_number, ordered_at)
    select gen_random_uuid(), p.id, p.on_sale_id, gen_random_uuid(), 'confirmed', array[n], array[1000], 1000,
      now() + interval '1 minute', gen_random_uuid(), lpad(n::text, 8, '0'), now()
    from reservation.performance p, generate_series(0, p.seats - 1) as n where p.id = $1 returning *)
  insert into reservation.seat_claim (performance_id, seat, reservation_id, sold)
  select performance_id, seats[1], id, true from sold`
const AFTERNOON = `
  update reservation.performance set venue = jsonb_set(venue, '{timeZone}', to_jsonb($2::text)) where id = $1`
const COOLED = `
  insert into reservation.cooling_place (performance_id, reservation_id, seat, cooled_at, returns_at)
  select performance_id, reservation_id, seat, now(), now() + interval '1 day' from reservation.seat_claim
  where performance_id = $1 and seat in (4, 5)`

test('a buyer waits for a sold-out performance, is offered two seats, and takes them to the checkout', async (t) => {
  const system = await wholeSystem(t)
  const { performanceId } = await putOnSale(system)
  const buyer = await account(system, EMAIL, 'buyer')
  const database = new pg.Client(system.adminUrl)
  // The system ends before it.
  database.on('error', () => {})
  await database.connect()
  t.after(() => database.end())
  await database.query(SELL_OUT, [performanceId])
  const ahead = ((13 - new Date().getUTCHours() + 36) % 24) - 12
  const zone = `Etc/GMT${ahead <= 0 ? '+' : '-'}${Math.abs(ahead)}`
  await database.query(AFTERNOON, [performanceId, zone])
  const { eventId } = (await buyer.get(`/api/reservation/performances/${performanceId}/layout`)).body

  const visit = await browser(t)
  const page = await visit({ locale: 'en-US', width: 390, colorScheme: 'light' })
  await logInQuietly(page, system, EMAIL)
  await page.goto(`${system.url}/events/${eventId}`)
  await page.getByRole('link', { name: 'Waiting list' }).click()
  await page.getByLabel('How many places do you need?').selectOption('2')
  await page.getByRole('button', { name: 'Join the waiting list' }).click()
  await page.getByText('You are first.').waitFor()
  assert.deepEqual(await violations(page), [])

  await database.query(COOLED, [performanceId])
  await page.getByText('There are places for you').waitFor({ timeout: 60_000 })
  assert.deepEqual(await violations(page), [])
  await page.getByRole('button', { name: 'Pay for these places' }).click()
  await page.waitForURL(/\/checkout\//)
  await page.getByRole('button', { name: /Pay/ }).waitFor()
})
