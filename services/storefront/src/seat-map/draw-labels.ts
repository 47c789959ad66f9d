import { sees, toView } from './camera.ts'
import { drawLabel, type Placed } from './draw-label.ts'
import { stageSpot } from './draw-stage.ts'
import { grow, type Hall, type HallRow, type HallSection } from './hall.ts'
import { type Scene, seatPixels } from './scene.ts'

const ROW_LABELS_FROM_PX = 16

/** Sections and floors by name with what is left, rows by name while seats are looked at. */
export function drawLabels(context: CanvasRenderingContext2D, scene: Scene, seatsShown: number) {
  context.textBaseline = 'middle'
  // The stage keeps its name.
  const taken: Placed[] = [stageSpot(scene)]
  for (const area of scene.hall.areas) {
    const left = scene.areas[area.index] ?? 0
    const label = {
      at: area.centre,
      name: scene.labels.area(area.index),
      count: scene.labels.places(left),
      grades: [area.grade],
      soldOut: left === 0,
      alpha: 0.92,
    }
    // A small floor has room for what is left there; its name is in the panel too.
    const spot = drawLabel(context, scene, label, taken) ?? drawLabel(context, scene, { ...label, name: '' }, taken)
    if (spot) taken.push(spot)
  }
  if (seatPixels(scene) >= ROW_LABELS_FROM_PX) drawRowLabels(context, scene)
  else drawSectionLabels(context, scene, seatsShown, taken)
}

function drawSectionLabels(context: CanvasRenderingContext2D, scene: Scene, seatsShown: number, taken: Placed[]) {
  // Where there is no room, the one with the focus and then large ones keep their labels.
  const { hall, focus, free, labels } = scene
  const rank = ({ index, seats }: HallSection) =>
    focus?.kind === 'section' && focus.index === index ? Infinity : seats
  for (const section of hall.sections.toSorted((a, b) => (rank(a) < rank(b) ? 1 : -1))) {
    const left = free[section.index] ?? 0
    const label = {
      at: section.centre,
      name: labels.section(section.index),
      count: labels.free(left),
      grades: gradesOf(hall, section),
      soldOut: left === 0,
      alpha: 0.92 - seatsShown * 0.12,
    }
    const spot = drawLabel(context, scene, label, taken)
    if (spot) taken.push(spot)
  }
}

function gradesOf(hall: Hall, { firstRow, rows }: HallSection): number[] {
  return [...new Set(hall.rows.slice(firstRow, firstRow + rows).map(({ grade }) => grade))].toSorted((a, b) => a - b)
}

function drawRowLabels(context: CanvasRenderingContext2D, scene: Scene) {
  const { hall, view, camera, theme } = scene
  context.fillStyle = theme.inkQuiet
  context.textAlign = 'center'
  context.font = `700 ${Math.min(14, Math.round(seatPixels(scene) * 0.42))}px ${theme.font}`
  for (const section of hall.sections) {
    if (!sees(camera, view, grow(section.box, hall.pitch * 2))) continue
    for (let index = section.firstRow; index < section.firstRow + section.rows; index++)
      drawRowLabel(context, scene, hall.rows[index]!)
  }
}

/** Beyond both ends of the row, in its direction. */
function drawRowLabel(context: CanvasRenderingContext2D, { hall, view, camera }: Scene, row: HallRow) {
  const last = row.first + row.seats - 1
  const [x1, y1] = [hall.x[row.first]!, hall.y[row.first]!]
  const [x2, y2] = [hall.x[last]!, hall.y[last]!]
  const before = row.seats > 1 ? row.first + 1 : row.first
  const dx = row.seats > 1 ? hall.x[before]! - x1 : hall.pitch
  const dy = row.seats > 1 ? hall.y[before]! - y1 : 0
  const after = Math.max(row.first, last - 1)
  const ex = row.seats > 1 ? x2 - hall.x[after]! : hall.pitch
  const ey = row.seats > 1 ? y2 - hall.y[after]! : 0
  for (const point of [
    [x1 - dx, y1 - dy],
    [x2 + ex, y2 + ey],
  ] as const) {
    const [x, y] = toView(camera, view, point)
    if (x > -20 && x < view.width + 20 && y > -20 && y < view.height + 20) context.fillText(row.label, x, y)
  }
}
