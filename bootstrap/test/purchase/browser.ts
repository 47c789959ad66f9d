import type { TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

/** Chromium without its own errands: it talks to the pages under test and to nobody else. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Visitor {
  locale?: 'ko-KR' | 'en-US'
  width?: number
  colorScheme?: 'light' | 'dark'
}

/** A browser of its own for each visitor of a test, closed when the test ends. */
export async function browser(t: TestContext) {
  const launched = await chromium.launch({ executablePath: process.env.TIKETI_TEST_CHROMIUM!, args: QUIET })
  t.after(async () => {
    // Told only of a file in which something failed.
    for (const page of launched.contexts().flatMap((context) => context.pages()))
      console.log(`${page.url()} said: ${await page.locator('body').ariaSnapshot({ timeout: 1_000 }).catch(String)}`)
    await launched.close()
  })
  return async ({ locale = 'en-US', width = 390, colorScheme = 'light' }: Visitor = {}): Promise<Page> => {
    const context = await launched.newContext({
      locale,
      colorScheme,
      viewport: { width, height: width < 600 ? 844 : 900 },
      hasTouch: width < 600,
      timezoneId: 'Asia/Seoul',
    })
    context.setDefaultTimeout(20_000)
    return context.newPage()
  }
}

/** How many bytes of script a visitor's pages have fetched so far, each file once, compressed as a CDN does. */
export function scriptBytes(context: BrowserContext): () => Promise<number> {
  const files = new Set<string>()
  context.on('request', (request) => {
    if (request.resourceType() === 'script') files.add(request.url())
  })
  return async () => {
    const sizes = [...files].map(async (url) => gzipSync(await (await fetch(url)).arrayBuffer()).length)
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  }
}

/** What went wrong in pages that no test looked at: errors of scripts, refused sources, answers that nobody expects. */
export function complaints(context: BrowserContext): string[] {
  const heard: string[] = []
  context.on('weberror', (error) => heard.push(error.error().message))
  context.on('response', (response) => {
    // Not logged in, not there (yet), and lost a race are answers that a page knows what to do with.
    if (response.status() >= 400 && ![401, 404, 409].includes(response.status()))
      heard.push(`${response.status()} ${response.request().method()} ${response.url()}`)
  })
  context.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) heard.push(message.text())
  })
  return heard
}
