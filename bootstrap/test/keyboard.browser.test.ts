import assert from 'node:assert/strict'
import test from 'node:test'
import { serviceNames } from '@tiketi/contracts/routes'
import type { Page } from 'playwright-core'
import { violations } from './purchase/axe.ts'
import { browser, complaints } from './purchase/browser.ts'
import { account, PASSWORD, putOnSale } from './purchase/shop.ts'
import { logInQuietly, pressByKey, tabTo } from './purchase/visitor.ts'
import { wholeSystem } from './whole-system.ts'

const EMAIL = 'keys@example.com'

test('a buyer without a mouse, and a buyer whose servers are gone', async (t) => {
  const system = await wholeSystem(t)
  const visit = await browser(t)
  const show = await putOnSale(system, { seats: 200, standing: 100 })
  await account(system, EMAIL, 'buyer')

  await t.test(
    'with the keyboard alone one waits, chooses a seat and a place to stand, pays and has tickets',
    async () => {
      const page = await visit({ width: 1280 })
      const heard = complaints(page.context())
      await page.goto(`${system.url}/login`)
      await page.getByLabel('E-mail address').waitFor()
      await tabTo(page, /^E-mail address/)
      await page.keyboard.type(EMAIL)
      await tabTo(page, /^Password/)
      await page.keyboard.type(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: 'My tickets' }).waitFor()

      await page
        .getByRole('link', { name: /Night of Lights/ })
        .first()
        .waitFor()
      await pressByKey(page, /Night of Lights/)
      await page.getByRole('link', { name: 'Enter waiting room' }).waitFor()
      await pressByKey(page, /^Enter waiting room/)
      await page.getByRole('button', { name: 'Choose seats' }).waitFor({ timeout: 60_000 })
      await pressByKey(page, /^Choose seats/)

      await page.getByRole('button', { name: 'Take these' }).waitFor()
      await tabTo(page, /^Seat map$/)
      await page.keyboard.press('Enter')
      await says(page, /, free$/)
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      await says(page, /^Chosen: /)
      await pressByKey(page, /^Standing \w+, one more$/)
      await says(page, /: 1 place\.$/)
      await pressByKey(page, /^Pay for these seats/)
      await page.getByText('These seats are yours for').waitFor()
      await pressByKey(page, /^Pay ₩/)
      await page.getByText('This is a test bank. No money moves.').waitFor()
      await pressByKey(page, /^Pay ₩/)
      await page.getByRole('link', { name: 'See the tickets' }).waitFor({ timeout: 60_000 })
      await pressByKey(page, /^See the tickets/)
      await page.getByText('Ticket 2 of 2').first().waitFor({ timeout: 60_000 })
      assert.deepEqual(await page.locator('.ticket-seat dt').allTextContents(), ['Section', 'Row', 'Seat', 'Standing'])
      assert.deepEqual(heard, [])
      const seats = await fetch(`${system.url}/api/reservation/performances/${show.performanceId}/seats`)
      assert.equal(((await seats.json()) as { free: number }).free, 298)
      await page.context().close()
    },
  )

  await t.test(
    'the waiting page stands from its static files when every service is gone, and goes on when they are back',
    async () => {
      const early = await putOnSale(system, { opensInSeconds: 3_600 })
      const layout = await fetch(`${system.url}/api/reservation/performances/${early.performanceId}/layout`)
      const { eventId } = (await layout.json()) as { eventId: string }
      const page = await visit()
      await logInQuietly(page, system, EMAIL)
      const room = `${system.url}/events/${eventId}/performances/${early.performanceId}/waiting-room`
      await page.goto(room)
      const inLobby = page.getByText('You are in the lobby.')
      await inLobby.waitFor({ timeout: 60_000 })

      await Promise.all(serviceNames.map((service) => system.kill(service)))
      await page.reload()
      await page.getByText('We cannot be reached right now').waitFor({ timeout: 60_000 })
      await page.getByText('Your place is kept').waitFor()
      await page.getByRole('heading', { level: 1, name: 'Night of Lights' }).waitFor()
      assert.equal(page.url(), room)
      assert.deepEqual(await violations(page), [])

      await Promise.all(serviceNames.map((service) => system.restart(service)))
      await inLobby.waitFor({ timeout: 120_000 })
    },
  )
})

/** The sentence for those who hear the page. */
async function says(page: Page, sentence: RegExp): Promise<void> {
  await page.getByRole('status').filter({ hasText: sentence }).first().waitFor({ timeout: 60_000 })
}
