import type { SeatingPlan, SeatRow, Section, StandingArea } from '@tiketi/contracts/seating'

/** What is wrong in a line of the file. */
export interface CsvFault {
  line: number
  fault: 'columns' | 'missing' | 'number' | 'code'
  column: string
}

const SEAT_PITCH = 10
const ROW_PITCH = 14
const GAP = 40
const SECTIONS_A_ROW = 4
const CODE = /^[A-Z0-9]{1,8}$/
const REQUIRED = ['section', 'row', 'seats', 'grade']

/**
 * A plan out of a list of rows, one a line: `section,row,seats,grade`, and where they are known `name_ko,name_en,first`
 * and the two ends `x1,y1,x2,y2` of each row. A line without `row` is a standing area of so many places. Without
 * coordinates sections are laid out side by side before the stage, in the order of the file.
 */
export function planOfCsv(text: string): { plan: SeatingPlan; faults: [] } | { faults: CsvFault[] } {
  const [header = [], ...lines] = readCsv(text)
  const columns = header.map((name) => name.trim().toLowerCase())
  const missing = REQUIRED.filter((name) => !columns.includes(name))
  if (missing.length > 0) return { faults: missing.map((column) => ({ line: 1, fault: 'columns', column })) }

  const faults: CsvFault[] = []
  const rows = lines.map((cells, at) => readLine(columns, cells, at + 2, faults))
  if (rows.length === 0) faults.push({ line: 2, fault: 'missing', column: 'section' })
  return faults.length > 0 ? { faults } : { plan: planOf(rows), faults: [] }
}

interface Line {
  code: string
  name: { ko: string; en: string }
  row: string
  seats: number
  grade: string
  first: number
  ends: [number, number, number, number] | null
}

function readLine(columns: string[], cells: string[], line: number, faults: CsvFault[]): Line {
  const cell = (column: string) => cells[columns.indexOf(column)]?.trim() ?? ''
  function number(column: string, otherwise?: number): number {
    const value = cell(column)
    if (value === '' && otherwise !== undefined) return otherwise
    if (!/^\d+(\.\d+)?$/.test(value)) faults.push({ line, fault: value ? 'number' : 'missing', column })
    return Number(value)
  }
  const code = cell('section').toUpperCase()
  const grade = cell('grade').toUpperCase()
  if (!CODE.test(code)) faults.push({ line, fault: 'code', column: 'section' })
  if (!CODE.test(grade)) faults.push({ line, fault: 'code', column: 'grade' })
  const placed = ['x1', 'y1', 'x2', 'y2'].some((column) => cell(column) !== '')
  return {
    code,
    name: { ko: cell('name_ko') || `${code}구역`, en: cell('name_en') || `Section ${code}` },
    row: cell('row'),
    seats: number('seats'),
    grade,
    first: number('first', 1),
    ends: placed ? [number('x1'), number('y1'), number('x2'), number('y2')] : null,
  }
}

function planOf(lines: Line[]): SeatingPlan {
  const blocks = Map.groupBy(lines, ({ code }) => code)
  const sections: Section[] = []
  const standing: StandingArea[] = []
  let [left, top, deepest, right] = [GAP, 3 * GAP, 0, 6 * GAP]
  let at = 0
  for (const [code, rows] of blocks) {
    if (at > 0 && at % SECTIONS_A_ROW === 0) [left, top] = [GAP, deepest + GAP]
    at += 1
    const longest = Math.max(...rows.map((row) => (row.row ? row.seats : Math.ceil(Math.sqrt(row.seats)))))
    const width = Math.max(SEAT_PITCH, (longest - 1) * SEAT_PITCH)
    let y = top
    const made: SeatRow[] = []
    for (const { name, row, seats, grade, first, ends } of rows) {
      const depth = row ? ROW_PITCH : Math.max(3 * ROW_PITCH, width * 0.6)
      const indent = row ? ((longest - seats) * SEAT_PITCH) / 2 : 0
      const [x1, y1, x2, y2] = ends ?? [left + indent, y, left + width - indent, row ? y : y + depth - ROW_PITCH]
      if (row) made.push({ label: row, grade, seats, firstNumber: first, from: [x1, y1], to: [x2, y2] })
      else
        standing.push({
          code,
          name,
          grade,
          capacity: seats,
          outline: [
            [x1, y1],
            [x2, y1],
            [x2, y2],
            [x1, y2],
          ],
        })
      y += depth
      deepest = Math.max(deepest, y, y1, y2)
      right = Math.max(right, x1, x2)
    }
    if (made.length > 0) sections.push({ code, name: rows[0]!.name, rows: made })
    left += width + GAP
  }
  const width = Math.ceil(right + GAP)
  return {
    width,
    height: Math.ceil(deepest + GAP),
    stage: { from: [width * 0.3, GAP], to: [width * 0.7, GAP], label: { ko: '무대', en: 'Stage' } },
    sections,
    ...(standing.length > 0 && { standing }),
  }
}

/** Cells of each line that has any; quotes may hold commas, quotes and line ends (RFC 4180). Tabs separate too. */
function readCsv(text: string): string[][] {
  const lines: string[][] = []
  let cells: string[] = []
  const end = () => {
    if (cells.some((cell) => cell.trim() !== '')) lines.push(cells)
    cells = []
  }
  for (const [, quoted, plain, after] of text
    .replace(/^\uFEFF/, '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\t\r\n]*))(,|\t|\r?\n|$)/g)) {
    cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (after !== ',' && after !== '\t') end()
  }
  return lines
}
