import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const OPTIONS = {
  runOnly: RULES,
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
  preload: false,
}
/** A colour on its way to another is neither. */
const SETTLED = `Promise.allSettled(
  document.getAnimations()
    .filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity)
    .map((animation) => animation.finished)
)`
const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong on a page as it is: the rule, and where. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await source)
  await page.evaluate(`${SETTLED}.then(() => {})`)
  const results = (await page.evaluate(`axe.run(${JSON.stringify(OPTIONS)})`)) as AxeResults
  return results.violations.map(
    ({ id, nodes }) => `${id} at ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  )
}
