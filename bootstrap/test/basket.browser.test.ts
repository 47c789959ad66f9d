import assert from 'node:assert/strict'
import test from 'node:test'
import { until } from '@tiketi/kit/testing'
import type { Page } from 'playwright-core'
import { violations } from './purchase/axe.ts'
import { browser, complaints } from './purchase/browser.ts'
import { account, putOnSale } from './purchase/shop.ts'
import { logInQuietly, pressByKey } from './purchase/visitor.ts'
import { wholeSystem } from './whole-system.ts'

const EMAIL = 'basket@example.com'

test('by keyboard the best seats with a wheelchair place are held at once, and the basket changes while they are held', async (t) => {
  const system = await wholeSystem(t)
  const visit = await browser(t)
  const { performanceId } = await putOnSale(system, { seats: 200, standing: 100 })
  const buyer = await account(system, EMAIL, 'buyer')
  const layout = await buyer.get(`/api/reservation/performances/${performanceId}/layout`)
  const here = `${system.url}/events/${layout.body.eventId}/performances/${performanceId}`
  const page = await visit()
  const heard = complaints(page.context())
  const connections: { url: string; cut: () => Promise<void> }[] = []
  await page.routeWebSocket(/\/ws\/reservation\//, (socket) => {
    socket.connectToServer()
    connections.push({ url: socket.url(), cut: () => socket.close({ code: 1001 }) })
  })
  await logInQuietly(page, system, EMAIL)
  await page.goto(`${here}/waiting-room`)
  await page.getByRole('button', { name: 'Choose seats' }).waitFor({ timeout: 60_000 })
  await pressByKey(page, /^Choose seats/)

  await page.getByRole('button', { name: 'Take these' }).waitFor()
  await pressByKey(page, /^One more$/)
  await pressByKey(page, /^One wheelchair place more$/)
  await page.getByText('2 companions beside').waitFor()
  assert.deepEqual(await violations(page), [])
  await pressByKey(page, /^Hold the best 3 seats$/)
  await page.getByText('These seats are yours for').waitFor()
  const seats = page.locator('.checkout-seats li')
  assert.equal(await seats.count(), 3)

  await page.goto(`${here}/seats`)
  await page.getByText('3 places held for you').waitFor()
  await page.locator('.held').getByRole('timer').waitFor()
  // A live map that is cut off goes on from the version that it shows.
  await until(() => connections.length === 2)
  await connections[1]!.cut()
  await until(() => /\?since=\d+$/.test(connections[2]?.url ?? ''), { timeoutMs: 30_000 })
  await pressByKey(page, /^Let go of /)
  await says(page, /^Let go: /)
  await page.getByText('2 places held for you').waitFor()
  const stays = `document.activeElement.closest('.seats-panel') !== null`
  assert.ok(await page.evaluate(stays), 'the focus stays near a button that went')
  await pressByKey(page, /^Take these$/)
  await pressByKey(page, /^Add 2 to what you hold$/)
  await says(page, /^Added 2\. The time stays\.$/)
  await page.getByText('4 places held for you').waitFor()
  assert.ok(await page.evaluate(stays))
  assert.deepEqual(await violations(page), [])
  await pressByKey(page, /^Go to payment$/)
  await page.getByText('These seats are yours for').waitFor()
  assert.equal(await seats.count(), 4)
  assert.equal((await buyer.get(`/api/reservation/performances/${performanceId}/seats`)).body.free, 296)
  assert.deepEqual(heard, [])
})

/** The sentence for those who hear the page. */
async function says(page: Page, sentence: RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: sentence }).first().waitFor({ timeout: 60_000 })
}
