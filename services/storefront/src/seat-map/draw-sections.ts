import { gradeHue } from '../components/grade-shape.ts'
import type { Hall, HallRow, HallSection } from './hall.ts'
import type { Scene } from './scene.ts'

interface Band {
  grade: number
  path: Path2D
  width: number
}

const bandsOf = new WeakMap<HallSection, Band[]>()
const SAMPLE_EVERY = 6

/** Each section as the ground that its rows cover, the fuller in colour the more of its seats are free. */
export function drawSections(context: CanvasRenderingContext2D, scene: Scene, seatsShown: number) {
  const { hall, free, grade, theme, focus } = scene
  context.lineJoin = 'round'
  context.lineCap = 'round'
  for (const section of hall.sections) {
    const left = free[section.index] ?? 0
    const focused = focus?.kind === 'section' && focus.index === section.index
    if (focused) drawOutline(context, scene, bands(hall, section))
    for (const band of bands(hall, section)) {
      const dimmed = left === 0 || (grade !== null && grade !== band.grade)
      const strength = dimmed ? 0.5 : 0.35 + 0.5 * Math.min(1, left / section.seats)
      context.strokeStyle = dimmed ? theme.sold : (theme.grades[gradeHue(band.grade)] ?? theme.held)
      context.globalAlpha = strength * (1 - seatsShown * 0.88)
      context.lineWidth = band.width
      context.stroke(band.path)
    }
  }
  context.globalAlpha = 1
}

function drawOutline(context: CanvasRenderingContext2D, { theme, camera }: Scene, outlined: Band[]) {
  context.globalAlpha = 1
  for (const [colour, px] of [
    [theme.ink, 8],
    [theme.ground, 3],
  ] as const)
    for (const { path, width } of outlined) {
      context.strokeStyle = colour
      context.lineWidth = width + px / camera.scale
      context.stroke(path)
    }
}

/** The rows of a section as one path a grade, so that a see-through stroke covers no place twice. */
function bands(hall: Hall, section: HallSection): Band[] {
  const known = bandsOf.get(section)
  if (known) return known
  const width = rowGap(hall, section)
  const byGrade = new Map<number, Band>()
  for (let index = section.firstRow; index < section.firstRow + section.rows; index++) {
    const { grade, first, seats } = hall.rows[index]!
    const band = byGrade.get(grade) ?? { grade, path: new Path2D(), width }
    byGrade.set(grade, band)
    band.path.moveTo(hall.x[first]!, hall.y[first]!)
    for (let place = SAMPLE_EVERY; place < seats - 1; place += SAMPLE_EVERY)
      band.path.lineTo(hall.x[first + place]!, hall.y[first + place]!)
    // A row of one seat needs a length to be drawn at all.
    const last = first + seats - 1
    band.path.lineTo(hall.x[last]! + (seats === 1 ? 0.01 : 0), hall.y[last]!)
  }
  const made = [...byGrade.values()]
  bandsOf.set(section, made)
  return made
}

function distanceToRow({ x, y }: Hall, from: number, { first, seats }: HallRow): number {
  let closest = Infinity
  for (let seat = first; seat < first + seats; seat++)
    closest = Math.min(closest, Math.hypot(x[seat]! - x[from]!, y[seat]! - y[from]!))
  return closest
}

/** Usual distance between the rows of a section, a little more so that their bands close. */
function rowGap(hall: Hall, section: HallSection): number {
  const gaps: number[] = []
  for (let index = section.firstRow + 1; index < section.firstRow + section.rows; index++) {
    const [a, b] = [hall.rows[index - 1]!, hall.rows[index]!]
    gaps.push(distanceToRow(hall, a.first + (a.seats >> 1), b))
  }
  gaps.sort((a, b) => a - b)
  return (gaps[gaps.length >> 1] || hall.pitch) * 1.15
}
