import type { Point } from './camera.ts'

export interface GestureHandlers {
  pan: (dx: number, dy: number) => void
  zoom: (at: Point, factor: number) => void
  tap: (at: Point) => void
  /** Where a mouse hovers, or null when it left. */
  hover: (at: Point | null) => void
}

const TAP_SLOP_PX = 8
const WHEEL_STEP = 0.0022

/** Turns pointers and the wheel over an element into pans, zooms and taps. Returns how to stop. */
export function listenToGestures(element: HTMLElement, handlers: GestureHandlers): () => void {
  const pointers = new Map<number, Point>()
  let moved = 0
  const stop = new AbortController()
  const { signal } = stop

  const at = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  const spread = ([a, b]: Point[]) => Math.hypot(a![0] - b![0], a![1] - b![1])
  const middle = ([a, b]: Point[]): Point => [(a![0] + b![0]) / 2, (a![1] + b![1]) / 2]

  function down(event: PointerEvent) {
    if (event.button !== 0) return
    element.setPointerCapture(event.pointerId)
    pointers.set(event.pointerId, at(event))
    moved = pointers.size > 1 ? Infinity : 0
  }

  function move(event: PointerEvent) {
    const before = pointers.get(event.pointerId)
    if (!before) {
      if (event.pointerType === 'mouse') handlers.hover(at(event))
      return
    }
    const now = at(event)
    const previous = [...pointers.values()]
    pointers.set(event.pointerId, now)
    if (pointers.size === 1) {
      moved += Math.hypot(now[0] - before[0], now[1] - before[1])
      if (moved > TAP_SLOP_PX) handlers.pan(now[0] - before[0], now[1] - before[1])
    } else if (pointers.size === 2) {
      const current = [...pointers.values()]
      const [fromX, fromY] = middle(previous)
      const to = middle(current)
      handlers.pan(to[0] - fromX, to[1] - fromY)
      handlers.zoom(to, spread(current) / (spread(previous) || 1))
    }
  }

  function up(event: PointerEvent) {
    const pressed = pointers.delete(event.pointerId)
    if (pressed && event.type === 'pointerup' && moved <= TAP_SLOP_PX) handlers.tap(at(event))
    if (pointers.size === 0) moved = 0
  }

  element.addEventListener('pointerdown', down, { signal })
  element.addEventListener('pointermove', move, { signal })
  element.addEventListener('pointerup', up, { signal })
  element.addEventListener('pointercancel', up, { signal })
  element.addEventListener('pointerleave', () => handlers.hover(null), { signal })
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      // Lines and pages, as some mice say, are about 16 and 400 pixels.
      const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1)
      handlers.zoom(at(event), Math.exp(-pixels * WHEEL_STEP * (event.ctrlKey ? 4 : 1)))
    },
    { passive: false, signal },
  )
  return () => stop.abort()
}
