import assert from 'node:assert/strict'
import test from 'node:test'
import { until } from '@tiketi/kit/testing'
import type { Page } from 'playwright-core'
import { violations } from './purchase/axe.ts'
import { browser, complaints } from './purchase/browser.ts'
import { account, putOnSale } from './purchase/shop.ts'
import { type Purchase, steps } from './purchase/steps.ts'
import { logInQuietly } from './purchase/visitor.ts'
import { wholeSystem } from './whole-system.ts'

const [ADMIN, BUYER] = ['admin@example.com', 'buyer@example.com']

test('a voucher is made in the console, and an order that it pays for wholly needs no bank', async (t) => {
  const system = await wholeSystem(t)
  const show = await putOnSale(system)
  const [admin, buyer] = [await account(system, ADMIN, 'admin'), await account(system, BUYER, 'buyer')]
  const { eventId } = (await buyer.get(`/api/reservation/performances/${show.performanceId}/layout`)).body
  const visit = await browser(t)
  const desk = await visit({ width: 1280 })
  const heard = complaints(desk.context())
  await logInQuietly(desk, system, ADMIN)
  await desk.goto(`${system.url}/console/events/${eventId}/vouchers`)
  await desk.getByRole('button', { name: 'Make a voucher' }).click()
  await desk.getByText('Please fill in what is empty.').waitFor()
  await desk.getByLabel(/^Code/).fill('free100')
  await desk.getByLabel('For how many people').fill('5')
  await desk.getByLabel('How much').fill('100')
  await desk.getByLabel('Good from').fill(wallTime(-1))
  await desk.getByLabel('Good until').fill(wallTime(1))
  await desk.getByRole('button', { name: 'Make a voucher' }).click()
  await desk.getByText('It is made.').waitFor()
  await desk.getByRole('rowheader', { name: /FREE100/ }).waitFor()
  await looked(desk, 'vouchers')
  const uses = `/api/reservation/organiser/events/${eventId}/voucher-uses`
  await until(async () => (await admin.get(uses)).body.uses.length === 1)

  const bought: Purchase = { buyer, show, seats: [1, 2] }
  for (const [step, take] of Object.entries(steps)) {
    await take(bought)
    if (step === 'the seats are held') break
  }
  const phone = await visit({ width: 390 })
  heard.push(...complaints(phone.context()))
  await logInQuietly(phone, system, BUYER)
  await phone.goto(`${system.url}/checkout/${bought.hold!.id}`)
  await phone.getByRole('button', { name: 'I have a voucher' }).click()
  await phone.getByLabel('Voucher code').fill('nothing1')
  await phone.getByRole('button', { name: 'Use it' }).click()
  await phone.getByText('This event has no such voucher.').waitFor()
  await looked(phone, 'voucher refused')
  await phone.getByLabel('Voucher code').fill('free 100')
  await phone.getByRole('button', { name: 'Use it' }).click()
  await phone.getByText(/^Your voucher takes off/).waitFor()
  await looked(phone, 'voucher used')
  await phone.getByRole('button', { name: 'Book for ₩0' }).click()
  await phone.getByRole('link', { name: 'See the tickets' }).click()
  await phone.getByRole('img', { name: 'QR code for the entrance' }).nth(1).waitFor()
  await looked(phone, 'voucher order')
  const [use] = (await admin.get(uses)).body.uses
  assert.deepEqual([use.taken, use.sold, use.discountWon], [1, 1, bought.hold!.totalWon])
  assert.deepEqual(heard, [])
})

/** So many days from now, on the venue's clock. */
function wallTime(days: number): string {
  return new Date(Date.now() + days * 86_400_000 + 9 * 3_600_000).toISOString().slice(0, 16)
}

async function looked(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  assert.deepEqual(await violations(page), [], name)
}
