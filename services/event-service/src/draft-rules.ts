import type { EventDraft } from '@tiketi/contracts/event'
import type { Fault } from './faults.ts'
import { faultsOfRefundPolicy } from './refund-policy-rules.ts'

/** The bank takes no card payment below this (its error BELOW_MINIMUM_AMOUNT). */
const LEAST_PRICE_WON = 100
/** Twenty seats of it are the largest amount that the contracts know. */
const MOST_PRICE_WON = 50_000_000

/**
 * What is wrong with a draft beyond its schema.
 *
 * @param gradesOfPlans the grades of the organiser's own plans that the draft names, by plan id.
 */
export function faultsOfDraft(draft: EventDraft, gradesOfPlans: Map<string, string[]>): Fault[] {
  return [
    ...faultsOfTimeZone(draft.venue.timeZone),
    ...faultsOfGrades(draft, gradesOfPlans),
    ...(draft.refundPolicy ? faultsOfRefundPolicy(draft.refundPolicy) : []),
    ...draft.performances.flatMap((performance, at) =>
      faultsOfPerformance(performance, { draft, gradesOfPlans, path: `body.performances.${at}` }),
    ),
  ]
}

function faultsOfTimeZone(timeZone: string): Fault[] {
  const fault = { path: 'body.venue.timeZone', message: 'is no time zone of the IANA database' }
  // Intl takes offsets such as +09:00 too, which know nothing of a law that changes.
  if (!/^(UTC|[A-Z][\w+-]*(\/[\w+-]+)+)$/.test(timeZone)) return [fault]
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return []
  } catch {
    return [fault]
  }
}

function faultsOfGrades({ grades }: EventDraft, gradesOfPlans: Map<string, string[]>): Fault[] {
  const faults: Fault[] = []
  const used = new Set([...gradesOfPlans.values()].flat())
  for (const [at, { code, priceWon }] of grades.entries()) {
    const path = `body.grades.${at}`
    if (grades.findIndex((grade) => grade.code === code) < at)
      faults.push({ path: `${path}.code`, message: `has two prices: ${code} comes twice` })
    // Its price would be shown, and perhaps as the lowest, though nobody could buy it.
    if (!used.has(code)) faults.push({ path: `${path}.code`, message: `is in no plan: no seat has the grade ${code}` })
    if (priceWon < LEAST_PRICE_WON || priceWon > MOST_PRICE_WON)
      faults.push({
        path: `${path}.priceWon`,
        message: `must be from ₩${LEAST_PRICE_WON} to ₩${MOST_PRICE_WON.toLocaleString('en')}`,
      })
  }
  return faults
}

interface Surroundings {
  draft: EventDraft
  gradesOfPlans: Map<string, string[]>
  path: string
}

function faultsOfPerformance(
  { startsAt, planId, onSale }: EventDraft['performances'][number],
  { draft, gradesOfPlans, path }: Surroundings,
): Fault[] {
  const { presale } = onSale
  const times = [
    { path: `${path}.onSale.opensAt`, instant: onSale.opensAt },
    { path: `${path}.onSale.closesAt`, instant: onSale.closesAt },
    { path: `${path}.startsAt`, instant: startsAt },
    ...(presale
      ? [
          { path: `${path}.onSale.presale.opensAt`, instant: presale.opensAt },
          { path: `${path}.onSale.presale.closesAt`, instant: presale.closesAt },
        ]
      : []),
  ]
  const unreal = times.filter(({ instant }) => !isReal(instant))
  const faults = unreal.map(({ path }): Fault => ({ path, message: 'is no date and time that exists' }))
  if (unreal.length === 0) {
    const [opens, closes, starts] = times.map(({ instant }) => Date.parse(instant)) as [number, number, number]
    if (opens >= closes) faults.push({ path: `${path}.onSale.opensAt`, message: 'must be before the sale closes' })
    if (closes > starts)
      faults.push({ path: `${path}.onSale.closesAt`, message: 'must not be after the performance starts' })
    if (presale && Date.parse(presale.opensAt) >= Date.parse(presale.closesAt))
      faults.push({ path: `${path}.onSale.presale.opensAt`, message: 'must be before the presale closes' })
    if (presale && Date.parse(presale.closesAt) > opens)
      faults.push({ path: `${path}.onSale.presale.closesAt`, message: 'must not be after the sale opens' })
  }

  const grades = gradesOfPlans.get(planId)
  if (!grades) return [...faults, { path: `${path}.planId`, message: 'is no seating plan of yours' }]
  const priced = new Set(draft.grades.map(({ code }) => code))
  const unpriced = grades.filter((grade) => !priced.has(grade))
  if (unpriced.length > 0)
    faults.push({ path: `${path}.planId`, message: `has seats without a price: grade ${unpriced.join(', ')}` })
  return faults
}

/** JavaScript rolls 30 February over into March instead of refusing it. */
export function isReal(instant: string): boolean {
  const time = Date.parse(instant)
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === instant.slice(0, 19)
}
