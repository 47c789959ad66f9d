import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import test from 'node:test'
import { until } from '@tiketi/kit/testing'
import type { Page } from 'playwright-core'
import { violations } from './purchase/axe.ts'
import { browser, complaints } from './purchase/browser.ts'
import { account, PASSWORD, putOnSale } from './purchase/shop.ts'
import { type Purchase, steps } from './purchase/steps.ts'
import { logInQuietly } from './purchase/visitor.ts'
import { wholeSystem } from './whole-system.ts'

const [GIVER, FRIEND] = ['giver@example.com', 'friend@example.com']
const QR = { name: 'QR code for the entrance' }

test('a ticket goes to a friend by mail, opens the door for them alone, and comes back', async (t) => {
  const system = await wholeSystem(t)
  const show = await putOnSale(system)
  const buyer = await account(system, GIVER, 'buyer')
  await account(system, FRIEND, 'buyer')
  const bought: Purchase = { buyer, show, seats: [1, 2] }
  for (const [step, take] of Object.entries(steps)) {
    await take(bought)
    if (step === 'the tickets are issued') break
  }

  const visit = await browser(t)
  const giver = await visit({ width: 1280 })
  const heard = complaints(giver.context())
  await logInQuietly(giver, system, GIVER)
  await giver.goto(`${system.url}/orders/${bought.hold!.id}`)
  await giver.getByRole('img', QR).nth(1).waitFor()
  await giver.getByRole('button', { name: 'Give to a friend' }).first().click()
  await giver.getByLabel(/Your friend’s e-mail/).fill('nobody')
  await giver.getByRole('button', { name: 'Make the gift' }).click()
  await giver.getByText('Please check the address.').waitFor()
  await giver.getByLabel(/Your friend’s e-mail/).fill(FRIEND)
  await looked(giver, 'offer')
  await giver.getByRole('button', { name: 'Make the gift' }).click()
  const link = await giver.getByLabel('Link for your friend').inputValue()
  await looked(giver, 'offered')

  // The friend opens the mail's link, logs in, and is back where the gift waits.
  const mailed = await mailTo(system.inboxUrl, FRIEND)
  assert.ok(mailed.includes(link))
  const friend = await visit()
  heard.push(...complaints(friend.context()))
  await friend.goto(link)
  await friend.getByLabel('E-mail address').fill(FRIEND)
  await friend.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await friend.getByRole('button', { name: 'Log in' }).click()
  await friend.getByRole('heading', { name: 'A ticket for you' }).waitFor()
  await looked(friend, 'gift')
  await friend.getByRole('button', { name: 'Accept the ticket' }).click()
  await friend.getByRole('img', QR).waitFor()
  await looked(friend, 'received')
  const [file] = await Promise.all([
    friend.waitForEvent('download'),
    friend.getByRole('button', { name: 'Save as PDF' }).click(),
  ])
  assert.match((await readFile(await file.path())).toString('latin1'), /^%PDF-[\s\S]*NanumGothic/)
  await friend.getByRole('link', { name: 'My tickets' }).click()
  await friend.getByRole('heading', { name: 'Tickets from friends' }).waitFor()
  await looked(friend, 'mine')
  await giver.reload()
  await giver.getByText('With a friend').waitFor()
  assert.equal(await giver.getByRole('img', QR).count(), 1)
  await looked(giver, 'given')

  // And gives it back.
  await friend.getByRole('link', { name: /Night of Lights/ }).click()
  await friend.getByRole('button', { name: 'Give it back' }).click()
  await friend.getByRole('dialog').getByRole('button', { name: 'Give it back' }).click()
  await friend.getByText('You gave it back to whoever bought it.').waitFor()
  await giver.reload()
  await giver.getByRole('img', QR).nth(1).waitFor()
  assert.deepEqual(heard, [])
})

async function looked(page: Page, name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  assert.deepEqual(await violations(page), [], name)
}

/** The gift's mail, once it came. */
async function mailTo(inboxUrl: string, to: string): Promise<string> {
  return until(
    async () => {
      const answer = await fetch(`${inboxUrl}/messages?to=${encodeURIComponent(to)}`)
      const messages = (await answer.json()) as { subject: string; text: string }[]
      return messages.find(({ subject }) => subject.includes('sends you a ticket'))?.text
    },
    { timeoutMs: 60_000 },
  )
}
