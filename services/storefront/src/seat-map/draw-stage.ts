import { toView } from './camera.ts'
import type { Scene } from './scene.ts'

const LEAST_DEPTH_PX = 26
const EDGE_PX = 14
const NAME_PX = 40

interface Spot {
  left: number
  top: number
  width: number
  depth: number
}

function spotOf({ hall, view, camera }: Scene): Spot {
  const [x1, y1] = toView(camera, view, hall.stage.from)
  const [x2, y2] = toView(camera, view, hall.stage.to)
  // A plan may give the stage as its front edge only.
  const depth = Math.max(LEAST_DEPTH_PX, Math.abs(y2 - y1))
  return { left: Math.min(x1, x2), top: (y1 + y2 - depth) / 2, width: Math.abs(x2 - x1), depth }
}

/** Where the stage is in the view. */
export function stageSpot(scene: Scene): { left: number; right: number; top: number; bottom: number } {
  const { left, top, width, depth } = spotOf(scene)
  return { left, right: left + width, top, bottom: top + depth }
}

/** The stage where it is. */
export function drawStage(context: CanvasRenderingContext2D, scene: Scene) {
  const { left, top, width, depth } = spotOf(scene)
  context.fillStyle = scene.theme.stage
  context.beginPath()
  context.roundRect(left, top, width, depth, 8)
  context.fill()
}

/** The stage's name on it or, when that is out of view, a sign at the edge that points there. */
export function drawStageName(context: CanvasRenderingContext2D, scene: Scene) {
  const { view, theme, labels } = scene
  const { left, top, width, depth } = spotOf(scene)
  const [x, y] = [left + width / 2, top + depth / 2]
  const inView = x > NAME_PX && x < view.width - NAME_PX && y > EDGE_PX && y < view.height - EDGE_PX
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.font = `700 14px ${theme.font}`
  if (!inView) return pointTo(context, scene, x, y)
  context.fillStyle = theme.stageInk
  if (width > NAME_PX) context.fillText(labels.stage, x, y)
}

function pointTo(context: CanvasRenderingContext2D, { view, theme, labels }: Scene, x: number, y: number) {
  const half = context.measureText(labels.stage).width / 2 + 24
  const atX = Math.min(view.width - EDGE_PX - half, Math.max(EDGE_PX + half, x))
  const atY = Math.min(view.height - EDGE_PX - 14, Math.max(EDGE_PX + 14, y))
  const angle = Math.atan2(y - atY, x - atX)
  context.fillStyle = theme.stage
  context.beginPath()
  context.roundRect(atX - half, atY - 14, half * 2, 28, 14)
  context.fill()
  context.fillStyle = theme.stageInk
  context.fillText(labels.stage, atX + 8, atY)
  context.save()
  context.translate(atX - half + 16, atY)
  context.rotate(angle)
  context.beginPath()
  context.moveTo(7, 0)
  context.lineTo(-4, -5)
  context.lineTo(-4, 5)
  context.fill()
  context.restore()
}
