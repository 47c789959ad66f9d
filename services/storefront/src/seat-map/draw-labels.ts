import { sees, toView } from './camera.ts'
import { grow, type HallRow, type HallSection } from './hall.ts'
import { type Scene, seatPixels } from './scene.ts'

const ROW_LABELS_FROM_PX = 16
const GAP_PX = 3

/** Sections by name with the seats left, while sections are looked at; rows by name, while seats are. */
export function drawLabels(context: CanvasRenderingContext2D, scene: Scene, seatsShown: number) {
  context.textBaseline = 'middle'
  if (seatPixels(scene) >= ROW_LABELS_FROM_PX) drawRowLabels(context, scene)
  else drawSectionLabels(context, scene, seatsShown)
}

interface Placed {
  left: number
  right: number
  top: number
  bottom: number
}

function drawSectionLabels(context: CanvasRenderingContext2D, scene: Scene, seatsShown: number) {
  const taken: Placed[] = []
  // Where there is no room, the one with the focus and then large ones keep their labels.
  const { hall, focus } = scene
  const rank = ({ index, seats }: HallSection) =>
    focus?.kind === 'section' && focus.index === index ? Infinity : seats
  for (const section of hall.sections.toSorted((a, b) => (rank(a) < rank(b) ? 1 : -1))) {
    const spot = drawSectionLabel(context, scene, section, taken, seatsShown)
    if (spot) taken.push(spot)
  }
}

function drawSectionLabel(
  context: CanvasRenderingContext2D,
  { view, camera, theme, labels, free }: Scene,
  section: HallSection,
  taken: Placed[],
  seatsShown: number,
): Placed | null {
  const [centreX, y] = toView(camera, view, section.centre)
  const left = free[section.index] ?? 0
  const name = labels.section(section.index)
  const count = labels.free(left)
  const size = view.width < 600 ? 11 : 13
  const nameFont = `700 ${size}px ${theme.font}`
  const countFont = `600 ${size}px ${theme.font}`
  context.font = nameFont
  const nameWidth = context.measureText(name).width
  context.font = countFont
  const half = Math.max(nameWidth, context.measureText(count).width) / 2 + 7
  const height = size * 2.7
  // At the edge of the view a label moves in with its section.
  const inside = centreX > 0 && centreX < view.width
  const x = inside ? Math.min(view.width - half - GAP_PX, Math.max(half + GAP_PX, centreX)) : centreX
  const spot = { left: x - half, right: x + half, top: y - height / 2, bottom: y + height / 2 }
  const blocked = taken.some(
    (other) =>
      spot.left < other.right + GAP_PX &&
      spot.right > other.left - GAP_PX &&
      spot.top < other.bottom + GAP_PX &&
      spot.bottom > other.top - GAP_PX,
  )
  if (blocked) return null
  context.globalAlpha = 0.92 - seatsShown * 0.12
  context.fillStyle = theme.surface
  context.beginPath()
  context.roundRect(spot.left, spot.top, half * 2, height, 7)
  context.fill()
  context.globalAlpha = 1
  context.textAlign = 'center'
  context.fillStyle = left === 0 ? theme.inkQuiet : theme.ink
  context.font = nameFont
  context.fillText(name, x, y - size * 0.58)
  context.fillStyle = theme.inkQuiet
  context.font = countFont
  context.fillText(count, x, y + size * 0.62)
  return spot
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
