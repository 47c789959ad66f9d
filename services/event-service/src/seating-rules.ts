import { placeCount, type SeatingPlan, type SeatRow, type Section, type StandingArea } from '@tiketi/contracts/seating'
import type { Fault } from './faults.ts'

/** The largest house that seat maps, holds and their tests are made for. */
const MOST_PLACES = 20_000

/** The codes of the grades that a plan's rows and standing areas have, each once. */
export function gradesOf({ sections, standing = [] }: SeatingPlan): string[] {
  return [...new Set([...sections.flatMap(({ rows }) => rows), ...standing].map(({ grade }) => grade))].toSorted()
}

/** What makes a plan unfit for sale: no place, two with one name or in one spot, or some beyond the plan. */
export function faultsOfPlan(plan: SeatingPlan, path: string): Fault[] {
  const faults: Fault[] = []
  const places = placeCount(plan)
  if (places > MOST_PLACES) faults.push({ path, message: `has ${places} places; ${MOST_PLACES} is the most` })
  if (places === 0) faults.push({ path, message: 'has no place to sell' })
  for (const end of ['from', 'to'] as const)
    faults.push(...faultsOfPoint(plan, plan.stage[end], `${path}.stage.${end}`))

  const codes = new Map<string, number>()
  for (const [at, section] of plan.sections.entries()) {
    const sectionPath = `${path}.sections.${at}`
    const first = codes.get(section.code)
    if (first === undefined) codes.set(section.code, at)
    else faults.push({ path: `${sectionPath}.code`, message: `is the code of sections.${first} too` })
    faults.push(...faultsOfSection(plan, section, sectionPath))
  }
  const standing = plan.standing ?? []
  for (const [at, area] of standing.entries()) {
    const areaPath = `${path}.standing.${at}`
    if (codes.has(area.code) || standing.findIndex(({ code }) => code === area.code) < at)
      faults.push({ path: `${areaPath}.code`, message: `is the code of another section or area too` })
    faults.push(...faultsOfArea(plan, area, areaPath))
  }
  return faults
}

function faultsOfArea(plan: SeatingPlan, { outline }: StandingArea, path: string): Fault[] {
  const faults = outline.flatMap((corner, at) => faultsOfPoint(plan, corner, `${path}.outline.${at}`))
  // Gauss's shoelace formula, twice the area.
  const area = outline.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = outline[(at + 1) % outline.length]!
    return sum + x * nextY - nextX * y
  }, 0)
  if (Math.abs(area) < 2) faults.push({ path: `${path}.outline`, message: 'encloses nothing' })
  return faults
}

function faultsOfSection(plan: SeatingPlan, { rows }: Section, path: string): Fault[] {
  const faults: Fault[] = []
  const byLabel = new Map<string, { row: SeatRow; at: number }[]>()
  for (const [at, row] of rows.entries()) {
    const rowPath = `${path}.rows.${at}`
    faults.push(...faultsOfRow(plan, row, rowPath))
    // An aisle may part a row in two, so a label may come back; the numbers printed on its tickets may not.
    const namesakes = byLabel.get(row.label) ?? []
    const twin = namesakes.find(({ row: other }) => numbersOverlap(row, other))
    if (twin)
      faults.push({
        path: `${rowPath}.firstNumber`,
        message: `gives row ${row.label} seat numbers that rows.${twin.at} has given`,
      })
    byLabel.set(row.label, [...namesakes, { row, at }])
  }
  return faults
}

function faultsOfRow(plan: SeatingPlan, row: SeatRow, path: string): Fault[] {
  const faults: Fault[] = []
  for (const end of ['from', 'to'] as const) faults.push(...faultsOfPoint(plan, row[end], `${path}.${end}`))
  if (row.seats > 1 && row.from[0] === row.to[0] && row.from[1] === row.to[1])
    faults.push({ path: `${path}.to`, message: 'is where the row begins, so all its seats lie on one another' })
  for (const [at, place] of (row.accessible ?? []).entries())
    if (place >= row.seats)
      faults.push({ path: `${path}.accessible.${at}`, message: `lies outside the row of ${row.seats} seats` })
  return faults
}

function faultsOfPoint({ width, height }: SeatingPlan, [x, y]: SeatRow['from'], path: string): Fault[] {
  return x > width || y > height ? [{ path, message: `lies outside the plan of ${width} by ${height}` }] : []
}

function numbersOverlap(a: SeatRow, b: SeatRow): boolean {
  return a.firstNumber < b.firstNumber + b.seats && b.firstNumber < a.firstNumber + a.seats
}
