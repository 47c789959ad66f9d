import assert from 'node:assert/strict'
import test from 'node:test'
import { until } from '@tiketi/kit/testing'
import type { Page } from 'playwright-core'
import type { System } from '../local/system.ts'
import { booksAgree } from './purchase/books.ts'
import { browser, complaints, scriptBytes } from './purchase/browser.ts'
import { account, putOnSale, type Show } from './purchase/shop.ts'
import { issued, type Purchase, steps } from './purchase/steps.ts'
import { logInQuietly } from './purchase/visitor.ts'
import { wholeSystem } from './whole-system.ts'

const EMAIL = 'minji@example.com'
const PASSWORD = 'correct horse battery'
/** Many have a poor connection in the minute before a sale opens. */
const MOST_SCRIPT_BYTES = 100_000

test('a new buyer with a phone registers, waits, chooses two seats of 5,000, pays, and has tickets and a mail', async (t) => {
  const system = await wholeSystem(t)
  const show = await putOnSale(system, { seats: 5_000, opensInSeconds: 8 })
  const visit = await browser(t)
  const page = await visit()
  const heard = complaints(page.context())
  const script = scriptBytes(page.context())

  // Registers, and confirms the address by the mail.
  await page.goto(system.url)
  await page.getByRole('link', { name: 'Log in' }).click()
  await page.getByRole('link', { name: /Create an account/ }).click()
  await page.getByLabel('E-mail address').fill(EMAIL)
  await page.getByLabel('Name').fill('Minji Kim')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name: 'Look at your mail' }).waitFor()
  const text = await mailTo(system.inboxUrl, EMAIL, 'Please confirm your address')
  await page.goto(/http\S+\/verify\S+/.exec(text)![0])
  await page.getByRole('link', { name: 'My tickets' }).waitFor()

  // Finds the event and waits in line until called.
  await page.goto(system.url)
  await page.getByLabel('Artist, event or team').fill('lumen')
  await page
    .getByRole('link', { name: /Night of Lights/ })
    .first()
    .click()
  await page.getByRole('heading', { level: 1, name: 'Night of Lights' }).waitFor()
  await page.getByRole('link', { name: 'Enter waiting room' }).click()
  const called = page.getByRole('button', { name: 'Choose seats' })
  await called.waitFor({ timeout: 40_000 })
  // Seen among other windows, too.
  assert.equal(await page.title(), '(!) It is your turn! · Tiketi')
  const fetched = await script()
  assert.ok(fetched > 10_000 && fetched < MOST_SCRIPT_BYTES, `${fetched} bytes of script before the seat map`)
  await called.click()

  // Takes the best two together.
  await page
    .getByRole('img', { name: /Seat map/ })
    .or(page.getByLabel('Seat map'))
    .first()
    .waitFor()
  await chooseByFinger(page)
  await page.getByRole('button', { name: 'Take these' }).click()
  await page.getByRole('button', { name: 'Pay for these seats' }).click()
  await page.getByText('These seats are yours for').waitFor()

  // Pays at the bank.
  await page.getByRole('button', { name: /^Pay ₩/ }).click()
  await page.getByText('This is a test bank. No money moves.').waitFor()
  await page.getByRole('button', { name: /^Pay ₩/ }).click()
  await page.getByRole('link', { name: 'See the tickets' }).click()

  // Sees the order with two tickets and their codes.
  await page.getByText('Ticket 1 of 2').first().waitFor()
  await page.getByText('Ticket 2 of 2').first().waitFor()
  await until(async () => (await page.getByRole('img', { name: 'QR code for the entrance' }).count()) === 2)

  // Reads the mail on the inbox page.
  await mailTo(system.inboxUrl, EMAIL, 'Your tickets: Night of Lights')
  const inbox = await visit({ width: 1280 })
  await inbox.goto(system.inboxUrl)
  await inbox.getByText('Your tickets: Night of Lights').first().click()
  await until(() => anyFrameSays(inbox, 'the seats are yours'))

  // Gives one ticket back, and sees the money on its way.
  await page.getByRole('button', { name: 'Cancel tickets' }).click()
  await page.getByRole('checkbox').first().check()
  await page.getByRole('button', { name: /^Cancel 1 ticket/ }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Cancel 1 ticket/ })
    .click()
  await page.getByText('Ticket 1 of 1').first().waitFor()
  await mailTo(system.inboxUrl, EMAIL, /^We gave back ₩.*: Night of Lights$/)
  await page.reload()
  await page.getByText(/· Refunded/).waitFor()

  await paysInAnotherBrowser(system, show, visit)

  // And nothing was refused or broken on the way, and the books agree.
  assert.deepEqual(heard, [])
  await booksAgree(system)
  const seats = await fetch(`${system.url}/api/reservation/performances/${show.performanceId}/seats`)
  assert.equal(((await seats.json()) as { free: number }).free, 4_997, 'the cancelled one cools down')
})

/** The bank's app often comes back in another browser than the one that knows the buyer. */
async function paysInAnotherBrowser(system: System, show: Show, visit: Awaited<ReturnType<typeof browser>>) {
  const email = 'another@example.com'
  const purchase: Purchase = { buyer: await account(system, email, 'buyer'), show, seats: [4_000] }
  for (const [name, step] of Object.entries(steps)) {
    await step(purchase)
    if (name === 'the seats are held') break
  }
  const own = await visit({ width: 1280 })
  await logInQuietly(own, system, email)
  await own.goto(`${system.url}/checkout/${purchase.hold!.id}`)
  await own.getByLabel('Kakao Pay').check()
  await own.getByRole('button', { name: /^Pay ₩/ }).click()
  await own.getByText('Kakao Pay · Choose an account').waitFor()
  const clean = await visit()
  await clean.goto(own.url())
  await clean.getByRole('button', { name: /^Pay ₩/ }).click()
  await clean.getByRole('heading', { name: 'Paid!' }).waitFor()
  assert.equal((await issued(purchase)).tickets.length, 1)
  assert.equal(await clean.getByText(email).count(), 0, 'it says nothing of the buyer')
  await own.goto(`${system.url}/orders/${purchase.hold!.id}`)
  await own.getByText('Easy pay · 카카오페이').waitFor()
}

/** The seats of a whole hall are smaller than a finger: the first press goes closer and takes none, the next takes one. */
async function chooseByFinger(page: Page): Promise<void> {
  const hall = page.locator('.seat-canvas canvas')
  const far = page.getByText('Tap a section to look closer')
  const choice = page.getByRole('list', { name: 'Your choice' })
  await far.waitFor()
  await hall.click()
  await far.waitFor({ state: 'detached' })
  assert.equal(await choice.count(), 0)
  await hall.click()
  await choice.getByRole('button', { name: /^Remove / }).click()
  await choice.waitFor({ state: 'detached' })
}

async function mailTo(inboxUrl: string, to: string, subject: string | RegExp): Promise<string> {
  const mail = await until(
    async () => {
      const messages = (await (await fetch(`${inboxUrl}/messages?to=${to}`)).json()) as {
        subject: string
        text: string
      }[]
      return messages.find((message) =>
        typeof subject === 'string' ? message.subject === subject : subject.test(message.subject),
      )
    },
    { timeoutMs: 20_000 },
  )
  return mail.text
}

async function anyFrameSays(page: Page, words: string): Promise<boolean> {
  const texts = await Promise.all(
    page.frames().map((frame) =>
      frame
        .locator('body')
        .textContent()
        .catch(() => ''),
    ),
  )
  return texts.some((text) => text?.includes(words))
}
