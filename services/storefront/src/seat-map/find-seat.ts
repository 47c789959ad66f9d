import type { Point } from './camera.ts'
import { grow, type Hall, rowOfSeat } from './hall.ts'
import type { Focus } from './scene.ts'

/** The seat whose centre is closest to a plan point, within `reach` plan units, or null. */
export function seatAt(hall: Hall, [x, y]: Point, reach: number): number | null {
  let found: number | null = null
  let closest = reach * reach
  for (const section of hall.sections) {
    const box = grow(section.box, reach)
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue
    for (let seat = section.first; seat < section.first + section.seats; seat++) {
      const distance = (hall.x[seat]! - x) ** 2 + (hall.y[seat]! - y) ** 2
      if (distance <= closest) {
        closest = distance
        found = seat
      }
    }
  }
  return found
}

/** The section that a plan point lies in: that of the closest seat within two seats' distance. */
export function sectionAt(hall: Hall, point: Point): number | null {
  const seat = seatAt(hall, point, hall.pitch * 2)
  return seat === null ? null : rowOfSeat(hall, seat).section
}

export type Direction = 'left' | 'right' | 'up' | 'down'

const vectors: Record<Direction, Point> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }

/** The neighbour of a seat: the next one of its row, else the closest that lies in that direction. */
export function seatTowards(hall: Hall, seat: number, direction: Direction): number {
  const row = rowOfSeat(hall, seat)
  if (direction === 'left' || direction === 'right') {
    const next = [seat - 1, seat + 1].find(
      (neighbour) =>
        neighbour >= row.first &&
        neighbour < row.first + row.seats &&
        Math.sign(hall.x[neighbour]! - hall.x[seat]!) === vectors[direction][0],
    )
    if (next !== undefined) return next
  }
  const points = Array.from({ length: hall.seats }, (_, index): Point => [hall.x[index]!, hall.y[index]!])
  return towards(points, seat, direction)
}

/** The floor that a plan point lies in: a line from it to the right crosses its outline an odd number of times. */
export function areaAt(hall: Hall, [x, y]: Point): number | null {
  const found = hall.areas.find(({ outline }) => {
    let inside = false
    for (const [index, [x1, y1]] of outline.entries()) {
      const [x2, y2] = outline.at(index - 1)!
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside
    }
    return inside
  })
  return found?.index ?? null
}

/** The neighbour of a section or floor. */
export function partTowards(hall: Hall, { kind, index }: Focus, direction: Direction): Focus {
  const parts: Focus[] = [
    ...hall.sections.map(({ index }): Focus => ({ kind: 'section', index })),
    ...hall.areas.map(({ index }): Focus => ({ kind: 'area', index })),
  ]
  const points = [...hall.sections, ...hall.areas].map(({ centre }) => centre)
  const from = parts.findIndex((part) => part.kind === kind && part.index === index)
  return parts[towards(points, from, direction)]!
}

/** The closest point that lies within 45 degrees of a direction; sideways distance counts double. */
function towards(points: readonly Point[], from: number, direction: Direction): number {
  const [vx, vy] = vectors[direction]
  const [fromX, fromY] = points[from]!
  let found = from
  let closest = Infinity
  for (const [index, [x, y]] of points.entries()) {
    const along = (x - fromX) * vx + (y - fromY) * vy
    const aside = Math.abs((x - fromX) * vy) + Math.abs((y - fromY) * vx)
    if (along <= 0.001 || aside > along * 1.001) continue
    const distance = along + 2 * aside
    if (distance < closest) {
      closest = distance
      found = index
    }
  }
  return found
}
