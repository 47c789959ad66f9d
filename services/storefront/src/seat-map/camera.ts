import type { Box } from './hall.ts'

export interface Size {
  width: number
  height: number
}

/** What part of the plan is looked at: the plan point in the middle of the view, and CSS pixels a plan unit. */
export interface Camera {
  x: number
  y: number
  scale: number
}

export interface ZoomLimits {
  min: number
  max: number
  box: Box
}

export type Point = readonly [x: number, y: number]

/** The whole box, with a margin in pixels. */
export function fitBox(box: Box, view: Size, margin = 12): Camera {
  const width = Math.max(1, view.width - 2 * margin)
  const height = Math.max(1, view.height - 2 * margin)
  return {
    x: (box.left + box.right) / 2,
    y: (box.top + box.bottom) / 2,
    scale: Math.min(width / (box.right - box.left || 1), height / (box.bottom - box.top || 1)),
  }
}

export function toPlan(camera: Camera, view: Size, [x, y]: Point): [x: number, y: number] {
  return [camera.x + (x - view.width / 2) / camera.scale, camera.y + (y - view.height / 2) / camera.scale]
}

export function toView(camera: Camera, view: Size, [x, y]: Point): [x: number, y: number] {
  return [(x - camera.x) * camera.scale + view.width / 2, (y - camera.y) * camera.scale + view.height / 2]
}

/** Zooms by a factor; the plan point under `at` stays under it. */
export function zoomAt(camera: Camera, view: Size, at: Point, factor: number, limits: ZoomLimits): Camera {
  const scale = Math.min(limits.max, Math.max(limits.min, camera.scale * factor))
  const [x, y] = toPlan(camera, view, at)
  return clamp(
    { scale, x: x - (at[0] - view.width / 2) / scale, y: y - (at[1] - view.height / 2) / scale },
    view,
    limits,
  )
}

/** Moves by view pixels, as a finger does. */
export function panBy(camera: Camera, view: Size, dx: number, dy: number, limits: ZoomLimits): Camera {
  return clamp({ ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale }, view, limits)
}

/** Keeps the plan in view: it may leave it by a third at most, and is centred when it is small. */
export function clamp({ x, y, scale }: Camera, view: Size, { min, max, box }: ZoomLimits): Camera {
  const clamped = Math.min(max, Math.max(min, scale))
  return {
    scale: clamped,
    x: clampAxis(x, box.left, box.right, view.width / clamped),
    y: clampAxis(y, box.top, box.bottom, view.height / clamped),
  }
}

function clampAxis(at: number, from: number, to: number, shown: number): number {
  const slack = shown / 3
  if (to - from + 2 * slack <= shown) return (from + to) / 2
  return Math.min(to + slack - shown / 2, Math.max(from - slack + shown / 2, at))
}

/** Part of the way between two cameras, zooming evenly to the eye. */
export function between(from: Camera, to: Camera, part: number): Camera {
  const eased = 1 - (1 - part) ** 3
  return {
    x: from.x + (to.x - from.x) * eased,
    y: from.y + (to.y - from.y) * eased,
    scale: from.scale * (to.scale / from.scale) ** eased,
  }
}

export function sees(camera: Camera, view: Size, box: Box): boolean {
  const halfWidth = view.width / 2 / camera.scale
  const halfHeight = view.height / 2 / camera.scale
  return (
    box.right >= camera.x - halfWidth &&
    box.left <= camera.x + halfWidth &&
    box.bottom >= camera.y - halfHeight &&
    box.top <= camera.y + halfHeight
  )
}
