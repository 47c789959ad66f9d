import type { Page } from 'playwright-core'
import type { System } from '../../local/system.ts'
import { PASSWORD } from './shop.ts'

/** Lets a page's visitor be logged in, as somebody who logged in with this browser before. */
export async function logInQuietly(page: Page, system: System, email: string): Promise<void> {
  const answer = await page.request.post(`${system.url}/api/auth/sessions`, {
    headers: { 'tiketi-csrf': '1' },
    data: { email, password: PASSWORD },
  })
  if (!answer.ok()) throw new Error(`The log-in was answered with ${answer.status()}: ${await answer.text()}`)
  await page.addInitScript({ content: `localStorage.setItem('tiketi.logged-in', '1')` })
}

/** What has the focus, as it is named to somebody who hears the page. */
const FOCUSED = `(() => {
  const { activeElement: focused } = document
  if (!focused || focused.tabIndex < 0) return ''
  return (focused.getAttribute('aria-label') ?? focused.labels?.[0]?.textContent ?? focused.textContent ?? '').trim()
})()`

/** Presses Tab until the named element has the focus. */
export async function tabTo(page: Page, name: RegExp, most = 150): Promise<void> {
  const passed: string[] = []
  while (passed.length < most) {
    const focused = String(await page.evaluate(FOCUSED))
    if (name.test(focused)) return
    passed.push(focused.slice(0, 40))
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never came to ${name}, but to ${passed.join(' | ')}`)
}

/** Goes to an element by Tab alone and presses Enter there. */
export async function pressByKey(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}
