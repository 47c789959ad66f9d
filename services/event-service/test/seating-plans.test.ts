import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlanTemplate } from '@tiketi/contracts/event'
import {
  placeCount,
  SeatingPlan,
  type SeatRow,
  type StandingArea,
  seatCount,
  seatPlaces,
  seatPoint,
} from '@tiketi/contracts/seating'
import { Check } from 'typebox/value'
import { generatePlan } from '../src/generate-plan.ts'
import { faultsOfPlan, gradesOf } from '../src/seating-rules.ts'
import { performanceOf, smallPlan, stage } from './stage.ts'

const templates: PlanTemplate[] = ['hall', 'arena', 'stadium']
const plansUrl = '/api/event/organiser/plans'

test('a plan of 20,000 seats is kept and given back as it was; one of 20,001 is refused', async (t) => {
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const largest = planOfSingles(20_000)
  const kept = await organiser.post(plansUrl, { name: 'Largest', plan: largest })
  assert.deepEqual([kept.status, kept.body.seats, kept.body.grades], [201, 20_000, ['R']])
  assert.deepEqual((await organiser.get(`${plansUrl}/${kept.body.id}`)).body.plan, largest)

  const refused = await organiser.post(plansUrl, { name: 'Too large', plan: planOfSingles(20_001) })
  assert.deepEqual([refused.status, refused.body.fields[0].path], [400, 'body.plan'])
  assert.match(refused.body.fields[0].message, /20001 places; 20000 is the most/)
  const bloated = { ...planOfSingles(20_000), filler: 'x'.repeat(4 * 1024 * 1024) }
  assert.equal((await organiser.post(plansUrl, { name: 'Bloated', plan: bloated })).status, 413)
})

test('every rule about a plan is refused with the path of what breaks it', async (t) => {
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const refusals: [what: string, spoil: (plan: SeatingPlan) => unknown, path: string, message: RegExp][] = [
    [
      'two sections with one code',
      ({ sections }) => sections.push(structuredClone(sections[0]!)),
      'sections.1.code',
      /the code of sections.0 too/,
    ],
    ['a row twice', (plan) => (rowsOf(plan)[1]!.label = '1'), 'sections.0.rows.1.firstNumber', /rows.0 has given/],
    [
      'an accessible place beyond the row',
      (plan) => (rowsOf(plan)[0]!.accessible = [3, 10]),
      'sections.0.rows.0.accessible.1',
      /outside the row of 10/,
    ],
    ['a row beyond the plan', (plan) => (rowsOf(plan)[0]!.to = [201, 50]), 'sections.0.rows.0.to', /outside the plan/],
    ['a stage beyond the plan', (plan) => (plan.stage.from = [0, 201]), 'stage.from', /outside the plan/],
    ['seats on one another', (plan) => (rowsOf(plan)[0]!.to = [50, 50]), 'sections.0.rows.0.to', /on one another/],
    ['no seat in a row', (plan) => (rowsOf(plan)[0]!.seats = 0), 'sections.0.rows.0.seats', /./],
    ['an unknown field', (plan) => Object.assign(plan, { colour: 1 }), 'colour', /not known/],
    ['a NUL', (plan) => (rowsOf(plan)[0]!.label = 'A\0'), 'sections.0.rows.0.label', /cannot be kept/],
    ['no place at all', (plan) => (plan.sections = []), '', /no place to sell/],
    ['two areas with one code', (plan) => (plan.standing = [area('P'), area('P')]), 'standing.1.code', /another/],
    ['an area with the code of a section', (plan) => (plan.standing = [area('A')]), 'standing.0.code', /another/],
    [
      'an area beyond the plan',
      (plan) => (plan.standing = [area('P', 300)]),
      'standing.0.outline.1',
      /outside the plan/,
    ],
    ['an area that is a line', (plan) => (plan.standing = [area('P', 50)]), 'standing.0.outline', /encloses nothing/],
    ['half a letter', (plan) => (plan.stage.label.ko = '\ud83c'), 'stage.label.ko', /cannot be kept/],
  ]
  for (const [what, spoil, path, message] of refusals) {
    const plan = smallPlan()
    spoil(plan)
    const { status, body } = await organiser.post(plansUrl, { name: 'Hall', plan })
    assert.deepEqual(
      [status, body.code, body.fields?.[0].path],
      [400, 'INVALID', `body.plan${path && `.${path}`}`],
      what,
    )
    assert.match(body.fields[0].message, message, what)
  }
})

test('a row that an aisle parts keeps its label when its numbers go on', () => {
  const plan = smallPlan()
  rowsOf(plan)[1]!.label = '1'
  rowsOf(plan)[1]!.firstNumber = 11
  assert.deepEqual(faultsOfPlan(plan, 'plan'), [])
})

test('a generated plan has exactly the wanted seats and grades, none on another, at every size', () => {
  for (const template of templates)
    for (let seats = 200; seats <= 20_000; seats = Math.ceil(seats * 1.37)) {
      const grades = ['VIP', 'R', 'S', 'A']
      const plan = generatePlan({ template, seats, grades })
      const what = `${template} of ${seats}`
      assert.equal(seatCount(plan), seats, what)
      assert.deepEqual(gradesOf(plan), grades.toSorted(), what)
      assert.ok(Check(SeatingPlan, plan), what)
      assert.deepEqual(faultsOfPlan(plan, 'plan'), [], what)
      assert.ok(closestSeats(plan) > 9, what)
      const accessible = seatPlaces(plan).filter(({ row, place }) => row.accessible?.includes(place)).length
      assert.ok(accessible >= seats / 100, `${what}: ${accessible} accessible seats`)
    }
})

test('a generated plan has exactly the wanted standing places, before the seats', async (t) => {
  for (const template of ['hall', 'arena'] as const)
    for (const places of [10, 1_000, 1_001, 15_000]) {
      const plan = generatePlan({ template, seats: 2_000, grades: ['R', 'S'], standing: { places, grade: 'ST' } })
      const what = `${template} with ${places}`
      assert.equal(seatCount(plan), 2_000, what)
      assert.equal(placeCount(plan), 2_000 + places, what)
      assert.deepEqual(gradesOf(plan), ['R', 'S', 'ST'], what)
      assert.ok(Check(SeatingPlan, plan), what)
      assert.deepEqual(faultsOfPlan(plan, 'plan'), [], what)
      const boxes = plan.standing!.map(({ outline }) => [outline[0]!, outline[2]!] as const)
      for (const [x, y] of seatPlaces(plan).map(seatPoint))
        for (const [[left, top], [right, bottom]] of boxes)
          assert.ok(x < left || x > right || y < top || y > bottom, `${what}: a seat at ${x}, ${y}`)
    }
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const standing = { places: 500, grade: 'ST', entranceNumbers: true }
  const wish = { name: 'Open', template: 'arena', seats: 300, grades: ['R'], standing }
  const made = await organiser.post(`${plansUrl}/from-template`, wish)
  assert.deepEqual([made.body.seats, made.body.grades], [800, ['R', 'ST']])
  const seen = await organiser.post(`${plansUrl}/preview`, wish)
  assert.deepEqual((await organiser.get(`${plansUrl}/${made.body.id}`)).body.plan, seen.body)
  assert.ok(seen.body.standing.every((area: StandingArea) => area.entranceNumbers))
  const onField = await organiser.post(`${plansUrl}/from-template`, { ...wish, template: 'stadium' })
  assert.deepEqual([onField.status, onField.body.fields[0].path], [400, 'body.standing'])
})

test('a club where everybody stands is a plan too, and all its places are for sale', async (t) => {
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const { id: planId } = await organiser.plan({ ...smallPlan(), sections: [], standing: [area('P')] })
  const { performances } = await organiser.published({
    grades: [{ code: 'ST', name: { ko: '스탠딩', en: 'Standing' }, priceWon: 77_000 }],
    performances: [performanceOf(planId)],
  })
  assert.equal(performances[0]!.seats, 120)
})

test('the better grade is nearer to the stage', () => {
  for (const template of templates) {
    const plan = generatePlan({ template, seats: 5_000, grades: ['VIP', 'R', 'S'] })
    const { from, to } = plan.stage
    const [x, y] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
    const mean = (grade: string) => {
      const seats = seatPlaces(plan).filter(({ row }) => row.grade === grade)
      const distances = seats.map(seatPoint).map(([seatX, seatY]) => Math.hypot(seatX - x, seatY - y))
      return distances.reduce((sum, distance) => sum + distance, 0) / seats.length
    }
    assert.ok(mean('VIP') < mean('R') && mean('R') < mean('S'), template)
  }
})

test('an organiser gets a plan from a template and lists plans newest first, page by page', async (t) => {
  const { someone } = await stage(t)
  const organiser = await someone('organiser')
  const names: string[] = []
  for (const template of templates) {
    const wish = { name: template, template, seats: 300, grades: ['R', 'S'] }
    const { status, body } = await organiser.post(`${plansUrl}/from-template`, wish)
    assert.deepEqual([status, body.name, body.seats, body.grades], [201, template, 300, ['R', 'S']])
    names.unshift(template)
  }
  const first = (await organiser.get(`${plansUrl}?limit=2`)).body
  const second = (await organiser.get(`${plansUrl}?limit=2&cursor=${first.next}`)).body
  const listed = [...first.plans, ...second.plans].map(({ name }) => name)
  assert.deepEqual([listed, second.next], [names, null])
  const tooSmall = { name: 'x', template: 'hall', seats: 199, grades: ['R'] }
  assert.equal((await organiser.post(`${plansUrl}/from-template`, tooSmall)).body.fields[0].path, 'body.seats')
})

test('nobody, not even the service, changes a plan', async (t) => {
  const { service, someone } = await stage(t)
  await (await someone('organiser')).plan()
  for (const statement of ["update event.plan set name = 'x'", 'delete from event.plan'])
    await assert.rejects(service.execute(statement), /permission denied/)
})

function rowsOf(plan: SeatingPlan): SeatRow[] {
  return plan.sections[0]!.rows
}

/** A triangle where 120 people stand. */
function area(code: string, right = 150): StandingArea {
  const outline: StandingArea['outline'] = [
    [50, 100],
    [right, 100],
    [50, 180],
  ]
  return { code, name: { ko: '스탠딩', en: 'Standing' }, grade: 'ST', capacity: 120, outline }
}

/** As many rows of one seat: the longest way to write a plan. */
function planOfSingles(seats: number): SeatingPlan {
  const row = (index: number): SeatRow => ({
    label: `Row ${index}`,
    grade: 'R',
    seats: 1,
    firstNumber: 1,
    from: [index, 100],
    to: [index, 100],
    bend: 0,
    accessible: [0],
  })
  const sections = Array.from({ length: Math.ceil(seats / 200) }, (_, at) => ({
    code: `S${at}`,
    name: { ko: `${at}구역`, en: `Block ${at}` },
    rows: Array.from({ length: Math.min(200, seats - at * 200) }, (_, index) => row(index)),
  }))
  return { ...smallPlan(), width: 1_000, height: 1_000, sections }
}

/** The least distance between two seats, found among neighbours on a grid. */
function closestSeats(plan: SeatingPlan): number {
  const CELL = 20
  const cells = new Map<string, [number, number][]>()
  let least = Number.POSITIVE_INFINITY
  for (const [x, y] of seatPlaces(plan).map(seatPoint)) {
    const [column, row] = [Math.floor(x / CELL), Math.floor(y / CELL)]
    for (const near of [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => `${column + dx},${row + dy}`)))
      for (const other of cells.get(near) ?? []) least = Math.min(least, Math.hypot(other[0] - x, other[1] - y))
    const key = `${column},${row}`
    cells.set(key, [...(cells.get(key) ?? []), [x, y]])
  }
  return least
}
