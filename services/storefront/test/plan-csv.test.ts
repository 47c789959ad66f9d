import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeCount, SeatingPlan, seatCount, seatPlaces } from '@tiketi/contracts/seating'
import { Check } from 'typebox/value'
import { faultsOfPlan } from '../../event-service/src/seating-rules.ts'
import { planOfCsv } from '../src/console/plan-csv.ts'

function planOf(csv: string) {
  const read = planOfCsv(csv)
  assert.ok('plan' in read, JSON.stringify(read))
  assert.ok(Check(SeatingPlan, read.plan))
  assert.deepEqual(faultsOfPlan(read.plan, 'plan'), [])
  return read.plan
}

test('a list of rows becomes a plan that can be sold, laid out by itself', () => {
  const sections = ['A', 'B', 'C', 'D', 'E']
  const lines = sections.flatMap((code) =>
    [1, 2, 3].map((row) => `${code},${row},${10 + row},${row === 1 ? 'VIP' : 'R'}`),
  )
  const plan = planOf(['section,row,seats,grade', ...lines, 'P,,500,ST'].join('\r\n'))
  assert.deepEqual([seatCount(plan), placeCount(plan)], [180, 680])
  assert.deepEqual(
    plan.sections.map(({ code }) => code),
    sections,
  )
  assert.equal(plan.standing![0]!.capacity, 500)
})

test('names, first numbers and coordinates are used where the file has them, in any order of columns', () => {
  const csv =
    '\uFEFFgrade\tsection\tname_ko\tname_en\trow\tseats\tfirst\tx1\ty1\tx2\ty2\nR\ta\t"1층 ""가"" 구역"\tStalls\t1\t5\t11\t100\t200\t140\t210\n'
  const plan = planOf(csv)
  const [section] = plan.sections
  assert.deepEqual([section!.code, section!.name], ['A', { ko: '1층 "가" 구역', en: 'Stalls' }])
  assert.deepEqual(
    [section!.rows[0]!.from, section!.rows[0]!.to],
    [
      [100, 200],
      [140, 210],
    ],
  )
  assert.equal(seatPlaces(plan)[0]!.number, 11)
})

test('what does not fit is told by line and column', () => {
  const faultsOf = (csv: string) => planOfCsv(csv).faults
  assert.deepEqual(faultsOf('section,row\nA,1'), [
    { line: 1, fault: 'columns', column: 'seats' },
    { line: 1, fault: 'columns', column: 'grade' },
  ])
  assert.deepEqual(faultsOf('section,row,seats,grade\nA,1,ten,R\n가,1,,R\n'), [
    { line: 2, fault: 'number', column: 'seats' },
    { line: 3, fault: 'code', column: 'section' },
    { line: 3, fault: 'missing', column: 'seats' },
  ])
  assert.deepEqual(faultsOf('section,row,seats,grade\n'), [{ line: 2, fault: 'missing', column: 'section' }])
  assert.equal(faultsOf('').length, 4)
})
