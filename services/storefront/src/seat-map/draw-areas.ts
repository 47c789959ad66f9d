import { gradeHue } from '../components/grade-shape.ts'
import { toView } from './camera.ts'
import type { HallArea } from './hall.ts'
import type { Scene } from './scene.ts'

/** Floors to stand on, the fuller in colour the more places are free. */
export function drawAreas(context: CanvasRenderingContext2D, scene: Scene) {
  const { hall, areas, standing, grade, theme, focus } = scene
  context.lineJoin = 'round'
  for (const area of hall.areas) {
    const left = areas[area.index] ?? 0
    const path = outlineOf(scene, area)
    const dimmed = left === 0 || (grade !== null && grade !== area.grade)
    context.globalAlpha = dimmed ? 0.5 : 0.3 + 0.4 * Math.min(1, left / area.capacity)
    context.fillStyle = dimmed ? theme.sold : (theme.grades[gradeHue(area.grade)] ?? theme.held)
    context.fill(path)
    context.globalAlpha = 1
    const focused = focus?.kind === 'area' && focus.index === area.index
    const chosen = standing[area.index]! > 0
    context.strokeStyle = focused ? theme.ink : chosen ? theme.accentFill : theme.held
    context.lineWidth = focused || chosen ? 4 : 1.5
    context.stroke(path)
  }
}

function outlineOf({ camera, view }: Scene, { outline }: HallArea): Path2D {
  const path = new Path2D()
  for (const [index, corner] of outline.entries()) {
    const [x, y] = toView(camera, view, corner)
    if (index === 0) path.moveTo(x, y)
    else path.lineTo(x, y)
  }
  path.closePath()
  return path
}
