import type { Page } from 'playwright-core'

/** WCAG 2.2, success criterion 2.5.8, without its exception for small targets that stand far apart. */
const LEAST_PX = 24
const WIDTHS = [390, 1_280]

/** A label is pressed as its field is. A link inside a sentence is as high as its text. */
const MISFITS = `(() => {
  const faults = []
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth) faults.push('the page is ' + scrollWidth + ' wide')
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest('[inert]')
  const inSentence = (element) =>
    getComputedStyle(element).display === 'inline' &&
    element.parentElement.textContent.trim().length > element.textContent.trim().length
  const boxes = (element) => [element, ...(element.labels ?? [])].map((pressed) => pressed.getBoundingClientRect())
  const controls = 'a[href], button, input, select, textarea, summary, [role="button"], [role="slider"]'
  for (const element of document.querySelectorAll(controls)) {
    if (!shown(element) || element.matches('.skip-link:not(:focus)') || inSentence(element)) continue
    if (boxes(element).some(({ width, height }) => Math.min(width, height) > ${LEAST_PX - 0.01})) continue
    const { width, height } = element.getBoundingClientRect()
    faults.push(element.outerHTML.slice(0, 120) + ' is ' + Math.round(width) + ' by ' + Math.round(height))
  }
  return faults
})()`

/** On a phone and on a desk: what is too small for a finger, and whether the page must be pushed sideways to be read. */
export async function misfits(page: Page): Promise<string[]> {
  const { width: before, height } = page.viewportSize()!
  const found: string[] = []
  for (const width of WIDTHS.toSorted((a, b) => Number(a === before) - Number(b === before))) {
    await page.setViewportSize({ width, height })
    found.push(...((await page.evaluate(MISFITS)) as string[]).map((fault) => `at ${width} px ${fault}`))
  }
  return found
}
