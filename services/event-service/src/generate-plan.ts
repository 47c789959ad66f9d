import type { CreatePlanFromTemplate } from '@tiketi/contracts/event'
import type { SeatingPlan, SeatRow, StandingArea } from '@tiketi/contracts/seating'
import { refuseFaults } from './faults.ts'
import { type Layout, layouts, type RowShape, SEAT_PITCH } from './plan-layouts.ts'

const MARGIN = 60

/** How a house's seats fall into grades, from the best to the last. */
const SHARES: Record<number, number[]> = {
  1: [1],
  2: [0.4, 0.6],
  3: [0.25, 0.4, 0.35],
  4: [0.15, 0.3, 0.3, 0.25],
  5: [0.1, 0.2, 0.25, 0.25, 0.2],
  6: [0.08, 0.17, 0.2, 0.2, 0.2, 0.15],
}

/**
 * A plan of a hall, an arena or a stadium's infield stand with exactly the wanted places, the same for the same wish.
 * @throws Refusal 400 when people are to stand where a game is played.
 */
export function generatePlan({ template, seats, grades, standing }: Omit<CreatePlanFromTemplate, 'name'>): SeatingPlan {
  if (standing && template === 'stadium')
    refuseFaults([{ path: 'body.standing', message: 'cannot be on the field of a stadium' }])
  const places = standing?.places ?? 0
  const layout = smallestFor((rows) => layouts[template](rows, places), seats)
  const shapes = layout.sections.flatMap(({ rows }) => rows)
  const lengths = shareSeats(shapes, seats)
  const gradeOf = gradeRows(shapes, lengths, grades)
  const accessible = accessiblePlaces(layout, lengths, seats)

  const sections = layout.sections.map(({ code, name, rows }) => ({
    code,
    name,
    rows: rows.map((shape, index): SeatRow => {
      const wheelchairs = accessible.get(shape)
      return {
        label: String(index + 1),
        grade: gradeOf.get(shape)!,
        seats: lengths.get(shape)!,
        firstNumber: 1,
        ...lineOf(shape, lengths.get(shape)!),
        ...(wheelchairs && { accessible: wheelchairs }),
      }
    }),
  }))
  const areas = layout.standing.map((outline, index) => {
    const code = `S${'AB'[index]}`
    return {
      code,
      name: { ko: `스탠딩 ${code}구역`, en: `Standing ${code}` },
      grade: standing!.grade,
      capacity: index === 0 ? Math.ceil(places / 2) : Math.floor(places / 2),
      outline,
      ...(standing!.entranceNumbers && { entranceNumbers: true }),
    }
  })
  return framed({ stage: layout.stage, sections, areas })
}

function smallestFor(layoutOf: (rows: number) => Layout, seats: number): Layout {
  for (let rows = 1; ; rows++) {
    const layout = layoutOf(rows)
    if (capacityOf(layout.sections.flatMap(({ rows }) => rows)) >= seats) return layout
  }
}

function capacityOf(shapes: RowShape[]): number {
  return shapes.reduce((sum, { capacity }) => sum + capacity, 0)
}

/** Each row gets its part of the seats; what rounding leaves over goes to the rows that lost most by it. */
function shareSeats(shapes: RowShape[], seats: number): Map<RowShape, number> {
  const capacity = capacityOf(shapes)
  const exact = (shape: RowShape) => (shape.capacity * seats) / capacity
  const lengths = new Map(shapes.map((shape) => [shape, Math.max(1, Math.floor(exact(shape)))]))
  const lost = (shape: RowShape) => exact(shape) - lengths.get(shape)!
  let left = seats - [...lengths.values()].reduce((sum, length) => sum + length, 0)
  for (const shape of shapes.toSorted((a, b) => lost(b) - lost(a))) {
    if (left === 0) break
    lengths.set(shape, lengths.get(shape)! + 1)
    left -= 1
  }
  return lengths
}

function gradeRows(shapes: RowShape[], lengths: Map<RowShape, number>, grades: string[]): Map<RowShape, string> {
  const shares = SHARES[grades.length]!
  const seats = [...lengths.values()].reduce((sum, length) => sum + length, 0)
  const graded = new Map<RowShape, string>()
  let grade = 0
  let passed = 0
  let until = shares[0]! * seats
  for (const shape of shapes.toSorted((a, b) => distance(a) - distance(b))) {
    if (passed >= until && grade < grades.length - 1) until += shares[++grade]! * seats
    graded.set(shape, grades[grade]!)
    passed += lengths.get(shape)!
  }
  return graded
}

/** From the middle of the stage to the middle of the row. */
function distance(shape: RowShape): number {
  return Math.hypot(...middleOf(shape))
}

function middleOf({ centre: [x, y], angle, radius }: RowShape): [x: number, y: number] {
  return [x + radius * Math.sin(angle), y + radius * Math.cos(angle)]
}

/** One seat in a hundred, in the last rows that are reached without stairs. */
function accessiblePlaces(
  { sections }: Layout,
  lengths: Map<RowShape, number>,
  seats: number,
): Map<RowShape, number[]> {
  const lastRows = sections.filter(({ level }) => level).map(({ rows }) => rows.at(-1)!)
  const each = Math.ceil(seats / 100 / lastRows.length)
  return new Map(
    lastRows.map((row) => [row, Array.from({ length: Math.min(each, lengths.get(row)!) }, (_, place) => place)]),
  )
}

/** The ends of a row of so many seats, and its bend: the height of the arc over the line between them. */
function lineOf(shape: RowShape, seats: number): Pick<SeatRow, 'from' | 'to' | 'bend'> {
  const half = ((seats - 1) * SEAT_PITCH) / 2
  const [x, y] = shape.centre
  if (shape.straight) return { from: [x - half, y], to: [x + half, y] }
  const turn = half / shape.radius
  const [left, right] = [shape.angle - turn, shape.angle + turn]
  return {
    from: [x + shape.radius * Math.sin(left), y + shape.radius * Math.cos(left)],
    to: [x + shape.radius * Math.sin(right), y + shape.radius * Math.cos(right)],
    bend: tenths(shape.radius * (1 - Math.cos(turn))),
  }
}

interface Unframed {
  stage: Layout['stage']
  sections: SeatingPlan['sections']
  areas: StandingArea[]
}

/** Moves everything to where no coordinate is negative, with a margin around. */
function framed({ stage, sections, areas }: Unframed): SeatingPlan {
  const rows = sections.flatMap(({ rows }) => rows)
  const corners = [...rows.flatMap(({ from, to }) => [from, to]), ...areas.flatMap(({ outline }) => outline)]
  const xs = corners.map(([x]) => x).concat(-stage.halfWidth, stage.halfWidth)
  const ys = corners.map(([, y]) => y).concat(0)
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  // A bent row reaches beyond its ends.
  const room = MARGIN + Math.max(...rows.map(({ bend = 0 }) => bend))
  const moved = ([x, y]: SeatRow['from']): SeatRow['from'] => [tenths(x - left + room), tenths(y - top + MARGIN)]
  return {
    width: Math.ceil(right - left + 2 * room),
    height: Math.ceil(bottom - top + MARGIN + room),
    stage: { from: moved([-stage.halfWidth, 0]), to: moved([stage.halfWidth, 0]), label: stage.label },
    sections: sections.map((section) => ({
      ...section,
      rows: section.rows.map((row) => ({ ...row, from: moved(row.from), to: moved(row.to) })),
    })),
    ...(areas.length > 0 && { standing: areas.map((area) => ({ ...area, outline: area.outline.map(moved) })) }),
  }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}
