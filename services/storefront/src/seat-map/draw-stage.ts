import { toView } from './camera.ts'
import type { Scene } from './scene.ts'

const LEAST_DEPTH_PX = 26
const EDGE_PX = 14
const NAME_PX = 40

/** The stage where it is, or, when it is out of view, a sign at the edge that points to it. */
export function drawStage(context: CanvasRenderingContext2D, scene: Scene) {
  const { hall, view, camera, theme, labels } = scene
  const [x1, y1] = toView(camera, view, hall.stage.from)
  const [x2, y2] = toView(camera, view, hall.stage.to)
  const left = Math.min(x1, x2)
  const width = Math.abs(x2 - x1)
  // A plan may give the stage as its front edge only.
  const depth = Math.max(LEAST_DEPTH_PX, Math.abs(y2 - y1))
  const top = (y1 + y2 - depth) / 2
  context.textAlign = 'center'
  context.textBaseline = 'middle'

  if (left < view.width && left + width > 0 && top < view.height && top + depth > 0) {
    context.fillStyle = theme.stage
    context.beginPath()
    context.roundRect(left, top, width, depth, 8)
    context.fill()
    const [nameX, nameY] = [left + width / 2, top + depth / 2]
    const named = nameX > NAME_PX && nameX < view.width - NAME_PX && nameY > EDGE_PX && nameY < view.height - EDGE_PX
    if (named || width <= NAME_PX) {
      context.fillStyle = theme.stageInk
      context.font = `700 14px ${theme.font}`
      if (width > NAME_PX) context.fillText(labels.stage, nameX, nameY)
      return
    }
  }
  pointTo(context, scene, left + width / 2, top + depth / 2)
}

function pointTo(context: CanvasRenderingContext2D, { view, theme, labels }: Scene, x: number, y: number) {
  context.font = `700 14px ${theme.font}`
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
