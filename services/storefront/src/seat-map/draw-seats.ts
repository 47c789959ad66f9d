import { SEAT_STATE } from '@tiketi/contracts/reservation'
import { gradeHue, gradeShape, SHAPES } from '../components/grade-shape.ts'
import { sees, toView } from './camera.ts'
import { grow, rowOfSeat } from './hall.ts'
import { type Scene, seatPixels } from './scene.ts'

/** Part of the distance between seats that a seat's radius takes. */
const RADIUS = 0.4
const SHAPES_FROM_PX = 11
const NUMBERS_FROM_PX = 26

/** Every seat in view: one path for each look, so that thousands take few strokes. */
export function drawSeats(context: CanvasRenderingContext2D, scene: Scene) {
  const { hall, view, camera, states, chosen, theme } = scene
  const pixels = seatPixels(scene)
  const radius = pixels * RADIUS
  const shaped = pixels >= SHAPES_FROM_PX
  const free = new Map<number, Path2D>()
  const quiet = new Path2D()
  const held = new Path2D()
  const sold = new Path2D()
  const numbered: number[] = []

  for (const section of hall.sections) {
    if (!sees(camera, view, grow(section.box, hall.pitch))) continue
    for (let seat = section.first; seat < section.first + section.seats; seat++) {
      const [x, y] = toView(camera, view, [hall.x[seat]!, hall.y[seat]!])
      if (x < -radius || y < -radius || x > view.width + radius || y > view.height + radius) continue
      if (chosen.has(seat)) continue
      const { grade } = rowOfSeat(hall, seat)
      const state = states[seat]
      const shape = shaped ? gradeShape(grade) : 0
      if (state === SEAT_STATE.free && scene.grade !== null && scene.grade !== grade)
        addShape(quiet, shape, x, y, radius)
      else if (state === SEAT_STATE.free) {
        const path = free.get(grade) ?? new Path2D()
        free.set(grade, path)
        addShape(path, shape, x, y, radius)
        numbered.push(seat)
      } else if (state === SEAT_STATE.held) addShape(held, shape, x, y, radius * 0.72)
      else if (state === SEAT_STATE.sold) addShape(sold, 0, x, y, radius * 0.6)
    }
  }

  context.fillStyle = theme.sold
  context.fill(sold)
  context.fill(quiet)
  context.strokeStyle = theme.held
  context.lineWidth = Math.max(1, pixels / 16)
  context.stroke(held)
  for (const [grade, path] of free) {
    context.fillStyle = theme.grades[gradeHue(grade)] ?? theme.ink
    context.fill(path)
  }
  if (pixels >= NUMBERS_FROM_PX) drawNumbers(context, scene, numbered)
  drawOffered(context, scene, radius)
  drawChosen(context, scene, radius)
  drawFocus(context, scene, radius)
}

function addShape(path: Path2D, shape: number, x: number, y: number, radius: number) {
  const corners = SHAPES[shape]
  if (!corners) {
    path.moveTo(x + radius, y)
    path.arc(x, y, radius, 0, 2 * Math.PI)
    return
  }
  for (const [index, [cornerX, cornerY]] of corners.entries()) {
    if (index === 0) path.moveTo(x + cornerX * radius, y + cornerY * radius)
    else path.lineTo(x + cornerX * radius, y + cornerY * radius)
  }
  path.closePath()
}

function place({ hall, view, camera }: Scene, seat: number) {
  return toView(camera, view, [hall.x[seat]!, hall.y[seat]!])
}

function drawNumbers(context: CanvasRenderingContext2D, scene: Scene, seats: number[]) {
  const { hall, theme } = scene
  context.fillStyle = theme.number
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.font = `650 ${Math.round(seatPixels(scene) * 0.33)}px ${theme.font}`
  for (const seat of seats) {
    const row = rowOfSeat(hall, seat)
    const [x, y] = place(scene, seat)
    context.fillText(hall.accessible[seat] ? '♿' : String(row.firstNumber + seat - row.first), x, y + 0.5)
  }
}

function drawOffered(context: CanvasRenderingContext2D, scene: Scene, radius: number) {
  context.strokeStyle = scene.theme.accent
  context.lineWidth = Math.max(1.5, radius / 5)
  for (const seat of scene.offered) {
    const [x, y] = place(scene, seat)
    context.beginPath()
    context.arc(x, y, radius * 1.22 + 1, 0, 2 * Math.PI)
    context.stroke()
  }
}

function drawChosen(context: CanvasRenderingContext2D, scene: Scene, radius: number) {
  const { theme, chosen } = scene
  const size = Math.max(radius * 1.1, 4)
  for (const seat of chosen) {
    const [x, y] = place(scene, seat)
    context.fillStyle = theme.ground
    context.beginPath()
    context.arc(x, y, size + 2, 0, 2 * Math.PI)
    context.fill()
    context.fillStyle = theme.accentFill
    context.beginPath()
    context.arc(x, y, size, 0, 2 * Math.PI)
    context.fill()
    context.strokeStyle = theme.onAccent
    context.lineWidth = Math.max(1.5, size / 5)
    context.beginPath()
    context.moveTo(x - size * 0.45, y + size * 0.02)
    context.lineTo(x - size * 0.1, y + size * 0.38)
    context.lineTo(x + size * 0.48, y - size * 0.34)
    context.stroke()
  }
}

function drawFocus(context: CanvasRenderingContext2D, scene: Scene, radius: number) {
  if (scene.focus?.kind !== 'seat') return
  const [x, y] = place(scene, scene.focus.index)
  for (const [width, colour] of [
    [6, scene.theme.ground],
    [3, scene.theme.ink],
  ] as const) {
    context.strokeStyle = colour
    context.lineWidth = width
    context.beginPath()
    context.arc(x, y, radius * 1.2 + 4, 0, 2 * Math.PI)
    context.stroke()
  }
}
