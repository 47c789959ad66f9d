import { gradeHue, gradeShape, SHAPES } from '../components/grade-shape.ts'
import { toView } from './camera.ts'
import type { Scene } from './scene.ts'

const GAP_PX = 3

export interface Placed {
  left: number
  right: number
  top: number
  bottom: number
}

interface Label {
  /** In plan units. */
  at: [x: number, y: number]
  name: string
  count: string
  /** Price grades, told by their shapes as well as their colours. */
  grades: readonly number[]
  soldOut: boolean
  /** From 0 to 1. */
  alpha: number
}

/** A name, if there is one, over a count, with the marks of its grades; nothing where another label is already. */
export function drawLabel(
  context: CanvasRenderingContext2D,
  { view, camera, theme }: Scene,
  { at, name, count, grades, soldOut, alpha }: Label,
  taken: readonly Placed[],
): Placed | null {
  const [centreX, y] = toView(camera, view, at)
  const size = view.width < 600 ? 11 : 13
  const mark = size * 0.42
  const marksWidth = grades.length * mark * 2.6
  const nameFont = `700 ${size}px ${theme.font}`
  const countFont = `600 ${size}px ${theme.font}`
  context.font = nameFont
  const named = name !== ''
  const nameWidth = context.measureText(name).width + marksWidth
  context.font = countFont
  const countWidth = context.measureText(count).width + (named ? 0 : marksWidth)
  const half = Math.max(nameWidth, countWidth) / 2 + (named ? 7 : 4)
  const height = size * (named ? 2.7 : 1.6)
  // At the edge of the view a label moves in with what it names.
  const inside = centreX > 0 && centreX < view.width
  const x = inside ? Math.min(view.width - half - GAP_PX, Math.max(half + GAP_PX, centreX)) : centreX
  const spot = { left: x - half, right: x + half, top: y - height / 2, bottom: y + height / 2 }
  if (taken.some((other) => overlap(spot, other))) return null
  context.globalAlpha = alpha
  context.fillStyle = theme.surface
  context.beginPath()
  context.roundRect(spot.left, spot.top, half * 2, height, 7)
  context.fill()
  context.globalAlpha = 1
  context.textAlign = 'center'
  context.fillStyle = soldOut ? theme.inkQuiet : theme.ink
  context.font = nameFont
  const nameY = named ? y - size * 0.58 : y
  context.fillText(name, x + marksWidth / 2, nameY)
  const marksFrom = x - (named ? nameWidth : countWidth) / 2
  for (const [index, grade] of grades.entries()) {
    context.fillStyle = soldOut ? theme.inkQuiet : (theme.grades[gradeHue(grade)] ?? theme.ink)
    drawMark(context, grade, [marksFrom + mark * (1 + index * 2.6), nameY], mark)
  }
  context.fillStyle = theme.inkQuiet
  context.font = countFont
  if (named) context.fillText(count, x, y + size * 0.62)
  else context.fillText(count, x + marksWidth / 2, y)
  return spot
}

function drawMark(context: CanvasRenderingContext2D, grade: number, [x, y]: [number, number], radius: number) {
  const corners = SHAPES[gradeShape(grade)]
  context.beginPath()
  if (corners) for (const [cornerX, cornerY] of corners) context.lineTo(x + cornerX * radius, y + cornerY * radius)
  else context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
}

function overlap(spot: Placed, other: Placed): boolean {
  return (
    spot.left < other.right + GAP_PX &&
    spot.right > other.left - GAP_PX &&
    spot.top < other.bottom + GAP_PX &&
    spot.bottom > other.top - GAP_PX
  )
}
