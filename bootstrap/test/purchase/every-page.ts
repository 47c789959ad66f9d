import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { root } from '../files.ts'
import { wholeSystem } from '../whole-system.ts'
import { violations } from './axe.ts'
import { browser, complaints, type Visitor } from './browser.ts'
import { misfits } from './misfits.ts'
import { account, putOnSale } from './shop.ts'
import { type Purchase, steps } from './steps.ts'
import { logInQuietly } from './visitor.ts'

const EMAIL = 'everything@example.com'
/** Pages that only lead somewhere else. */
const LEAVES = ['/login/google']

/** Looks at every page that there is, as one visitor, and has axe look too: none misfits a phone or a desk. */
export async function lookAtEveryPage(t: TestContext, visitor: Visitor): Promise<void> {
  const system = await wholeSystem(t)
  const show = await putOnSale(system, { seats: 200, standing: 100 })
  const buyer = await account(system, EMAIL, 'buyer', 'organiser', 'admin')
  const early = await putOnSale(system, { organiser: buyer, opensInSeconds: 3_600, presaleBy: 'code' })
  const bought = await purchase({ buyer, show, seats: [1, 2] })
  const held: Purchase = { buyer, show, seats: [3], pass: bought.pass! }
  await steps['the seats are held']!(held)
  const eventOf = async ({ performanceId }: typeof show): Promise<string> =>
    (await buyer.get(`/api/reservation/performances/${performanceId}/layout`)).body.eventId
  const earlyId = await eventOf(early)
  const params: Record<string, string> = {
    eventId: await eventOf(show),
    planId: (await buyer.get('/api/event/organiser/plans')).body.plans[0].id,
    performanceId: show.performanceId,
    onSaleId: show.onSaleId,
    holdId: held.hold!.id,
    orderId: bought.hold!.id,
    giftId: await offered(buyer, bought.hold!.id),
  }
  const pages = [
    ...(await routes()).filter((pattern) => !LEAVES.includes(pattern)).map((pattern) => filled(pattern, params)),
    `/events/${earlyId}`,
    `/console/events/${earlyId}`,
    `/events/${earlyId}/performances/${early.performanceId}/waiting-room`,
    `/pay/success?orderId=${bought.payment!.orderId}`,
    '/pay/fail?code=PAY_PROCESS_CANCELED',
    '/?q=nothing-like-this',
    '/nowhere',
  ]
  const pass = JSON.stringify({ pass: held.pass, expiresAt: new Date(Date.now() + 500_000).toISOString() })
  const visit = await browser(t)

  const page = await visit(visitor)
  const heard = complaints(page.context())
  await logInQuietly(page, system, EMAIL)
  await page.addInitScript({
    content: `sessionStorage.setItem('tiketi.pass.${show.onSaleId}', ${JSON.stringify(pass)})`,
  })
  const found: string[] = []
  const look = async (where: string) => {
    const faults = [...(await violations(page)), ...(await misfits(page))]
    found.push(...faults.map((fault) => `${where}: ${fault}`))
  }
  await page.goto(system.url)
  for (const path of pages) {
    await goTo(page, path)
    await look(path)
    if (!path.endsWith('/seats')) continue
    await page.locator('.seats-switch button').nth(1).click()
    await page.locator('.seat-list-section').first().click()
    await page.locator('.seat-list-seats button').first().click()
    await look(`${path} as a list`)
  }
  assert.deepEqual(found, [])
  // Nothing that a page does is refused by the content security policy either. A link that lost its token is a 400.
  assert.deepEqual(
    heard.filter((complaint) => !complaint.startsWith('400 ')),
    [],
  )
}

/** A gift of one of the order's tickets. */
async function offered(buyer: Purchase['buyer'], orderId: string): Promise<string> {
  const [ticket] = (await buyer.get(`/api/reservation/orders/${orderId}`)).body.tickets
  const headers = { 'idempotency-key': randomUUID() }
  return (await buyer.post(`/api/reservation/tickets/${ticket.id}/gifts`, { locale: 'ko' }, headers)).body.id
}

/** Every address that the storefront knows, so that a new page is looked at too. */
async function routes(): Promise<string[]> {
  const source = await readFile(join(root, 'services/storefront/src/routing/routes.ts'), 'utf8')
  return [...source.matchAll(/pattern: '([^']+)'/g)].map(([, pattern]) => pattern!)
}

function filled(pattern: string, params: Record<string, string>): string {
  return pattern.replaceAll(/:(\w+)/g, (_, name: string) => {
    assert.ok(params[name], `Say in this test what :${name} of ${pattern} is.`)
    return params[name]
  })
}

async function purchase(begun: Purchase): Promise<Purchase> {
  for (const [step, take] of Object.entries(steps)) {
    await take(begun)
    if (step === 'the tickets are issued') break
  }
  return begun
}

/** Goes to a page as a link does, without loading all anew, until it is there and nothing on it waits for an answer. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`new Promise((drawn) => {
    history.pushState(null, '', ${JSON.stringify(path)})
    dispatchEvent(new PopStateEvent('popstate'))
    requestAnimationFrame(() => requestAnimationFrame(drawn))
  })`)
  await page.locator('main').first().waitFor()
  await page.locator('main h1').first().waitFor({ timeout: 60_000 })
  await page.locator('main[aria-busy="false"]').or(page.locator('main:not([aria-busy])')).first().waitFor()
  await page.locator('.skeleton').first().waitFor({ state: 'detached', timeout: 60_000 })
}
