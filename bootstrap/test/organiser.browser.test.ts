import assert from 'node:assert/strict'
import test from 'node:test'
import { until } from '@tiketi/kit/testing'
import type { Page } from 'playwright-core'
import { browser, complaints } from './purchase/browser.ts'
import { account } from './purchase/shop.ts'
import { pressByKey, tabTo } from './purchase/visitor.ts'
import { wholeSystem } from './whole-system.ts'

const EMAIL = 'organiser@example.com'
const DAY_MS = 86_400_000

test('an organiser logs in with Google, draws a hall, sells an event, moves it and cancels it, without a mouse', async (t) => {
  const system = await wholeSystem(t)
  await account(system, EMAIL, 'organiser')
  const visit = await browser(t)
  const page = await visit({ width: 1280 })
  const heard = complaints(page.context())

  // The address is verified, so Google's person is the account's owner.
  await page.goto(`${system.url}/login?next=/console/plans/new`)
  await pressByKey(page, /^Continue with Google/)
  await page.getByLabel('E-mail').fill(EMAIL)
  await page.getByRole('button', { name: 'Continue' }).press('Enter')
  await page.getByRole('heading', { level: 1, name: 'New seating plan' }).waitFor()

  // A plan from a list of rows, looked at before it is kept.
  await type(page, /^Name of the plan/, 'The Cellar')
  await pressByKey(page, /^from a CSV file/)
  await page.getByLabel('CSV', { exact: true }).fill('section,row,seats,grade\nA,1,ten,R')
  await pressByKey(page, /^Preview/)
  await page.getByText('Line 2: seats is no number').waitFor()
  await page.getByLabel('CSV', { exact: true }).fill('section,row,seats,grade\nA,1,10,R\nA,2,12,R\nP,,50,ST')
  await pressByKey(page, /^Preview/)
  await page.getByRole('img', { name: 'Plan: 72 places, 1 seated sections, 1 standing areas' }).waitFor()
  await pressByKey(page, /^Keep this plan/)
  await page.getByRole('link', { name: 'The Cellar' }).waitFor()

  // A draft, saved and published.
  await page.goto(`${system.url}/console/events/new`)
  await fillDraft(page)
  await pressByKey(page, /^Save$/)
  await page.getByText('Saved.').waitFor()
  await pressByKey(page, /^Publish$/)
  await page.getByText('It is published.').waitFor()

  // Another date.
  await pressByKey(page, /^Postpone/)
  const later = wallTime(90)
  await page.getByLabel('Starts').fill(later)
  await page.getByLabel('Sale closes').fill(wallTime(89))
  await pressByKey(page, /^Move to the new dates/)
  await page.getByText('The dates are moved.').waitFor()
  const listed = async () => {
    const { events } = (await (await fetch(`${system.url}/api/event/events`)).json()) as {
      events: { firstStartsAt: string }[]
    }
    return events
  }
  await until(async () => (await listed())[0]?.firstStartsAt === new Date(`${later}:00+09:00`).toISOString())

  // And the end of it, which asks for the title.
  await pressByKey(page, /^Cancel the event/)
  await page.getByText('Sales of 1 date with 72 places end').waitFor()
  await pressByKey(page, /^Cancel this event/)
  await page.getByText('This is not the title.').waitFor()
  await type(page, /^Write the title/, 'Night of Lights')
  await pressByKey(page, /^Cancel this event/)
  await page.getByText('The event is cancelled.').waitFor()
  await until(async () => (await listed()).length === 0)

  assert.deepEqual(heard, [])
})

/** Goes to a field by Tab and types. */
async function type(page: Page, name: RegExp, text: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.type(text)
}

async function fillDraft(page: Page): Promise<void> {
  const fill = (label: string, value: string) => page.getByLabel(label, { exact: true }).fill(value)
  for (const [label, ko, en] of [
    ['Title', '빛의 밤', 'Night of Lights'],
    ['Description', '어느 저녁', 'An evening.'],
    ['Name of the venue', '지하', 'The Cellar'],
    ['Address', '서울', 'Seoul'],
  ] as const) {
    await fill(`${label} (Korean)`, ko)
    await fill(`${label} (English)`, en)
  }
  await fill('Artists', '루멘 / Lumen')
  await fill('Address of the poster', '/posters/night.svg')
  await fill('Starts', wallTime(30))
  await fill('Sale opens', wallTime(1))
  await fill('Sale closes', wallTime(29))
  await page.getByLabel('Seating plan', { exact: true }).selectOption({ label: 'The Cellar (72 places)' })
  await fill('Price of R (won)', '88000')
  await fill('Price of ST (won)', '77000')
}

/** So many days from now, on Seoul's clock. */
function wallTime(days: number): string {
  const at = new Date(Date.now() + days * DAY_MS)
  return at.toLocaleString('sv-SE', { timeZone: 'Asia/Seoul' }).replace(' ', 'T').slice(0, 16)
}
