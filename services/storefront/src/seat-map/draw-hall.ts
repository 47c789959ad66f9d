import { toView } from './camera.ts'
import { drawAreas } from './draw-areas.ts'
import { drawLabels } from './draw-labels.ts'
import { drawSeats } from './draw-seats.ts'
import { drawSections } from './draw-sections.ts'
import { drawStage, drawStageName } from './draw-stage.ts'
import { ramp, type Scene, seatPixels } from './scene.ts'

/** Below this distance between seats only sections are drawn; above the second, only seats. */
export const SECTIONS_UNTIL_PX = 5
const SEATS_FROM_PX = 9

export function drawHall(context: CanvasRenderingContext2D, scene: Scene) {
  const { view, camera, theme } = scene
  const seatsShown = ramp(seatPixels(scene), SECTIONS_UNTIL_PX, SEATS_FROM_PX)
  context.fillStyle = theme.ground
  context.fillRect(0, 0, view.width, view.height)

  context.save()
  const [originX, originY] = toView(camera, view, [0, 0])
  context.translate(originX, originY)
  context.scale(camera.scale, camera.scale)
  drawSections(context, scene, seatsShown)
  context.restore()

  drawAreas(context, scene)
  drawStage(context, scene)
  if (seatsShown > 0) {
    context.globalAlpha = seatsShown
    drawSeats(context, scene)
    context.globalAlpha = 1
  }
  drawLabels(context, scene, seatsShown)
  drawStageName(context, scene)
}
