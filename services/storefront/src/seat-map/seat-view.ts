import {
  between,
  type Camera,
  clamp,
  fitBox,
  type Point,
  panBy,
  type Size,
  sees,
  toPlan,
  type ZoomLimits,
  zoomAt,
} from './camera.ts'
import { drawHall, SECTIONS_UNTIL_PX } from './draw-hall.ts'
import { areaAt, seatAt, sectionAt } from './find-seat.ts'
import { listenToGestures } from './gestures.ts'
import { type Box, grow, type Hall } from './hall.ts'
import type { Scene } from './scene.ts'
import { readTheme } from './theme.ts'

/** Distance between seats at which single seats are chosen: a seat is then 24 px wide. */
const WORKING_PX = 30
const CLOSEST_PX = 52
/** Single seats are chosen from this distance on: what is pressed is then as large (WCAG 2.2, 2.5.8). */
const CHOOSE_FROM_PX = 24
const FLIGHT_MS = 200
const REACH = 0.75

export type Content = Omit<Scene, 'hall' | 'view' | 'camera' | 'theme'>

interface SeatViewOptions {
  hall: Hall
  content: Content
  onSeat: (seat: number) => void
  onArea: (area: number) => void
  /** The sections whose seats are drawn. */
  onView: (sections: readonly number[]) => void
  onHover: (seat: number | null) => void
  /** The view is now close enough to choose seats, or no longer. */
  onClose: (close: boolean) => void
}

/** The hall on a canvas: drawn when something changed, moved by finger, mouse and buttons. */
export function mountSeatView(canvas: HTMLCanvasElement, options: SeatViewOptions) {
  const { hall } = options
  const context = canvas.getContext('2d', { alpha: false })!
  let view: Size = { width: 1, height: 1 }
  let content = options.content
  let theme = readTheme(canvas)
  let camera: Camera = fitBox(hall.box, view)
  let moved = false
  let close = false
  let inView = ''
  let frame = 0
  let flight: { from: Camera; to: Camera; startedAt: number } | null = null

  const whole = () => fitBox(hall.box, view)
  const limits = (): ZoomLimits => ({
    min: Math.min(whole().scale, WORKING_PX / hall.pitch) * 0.9,
    max: CLOSEST_PX / hall.pitch,
    box: hall.box,
  })

  function invalidate() {
    frame ||= requestAnimationFrame(draw)
  }

  function draw(now: number) {
    frame = 0
    if (flight) {
      const part = Math.min(1, (now - flight.startedAt) / FLIGHT_MS)
      camera = between(flight.from, flight.to, part)
      if (part < 1) invalidate()
      else flight = null
    }
    const ratio = devicePixelRatio
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)]
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width
      canvas.height = height
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    drawHall(context, { ...content, hall, view, camera, theme })
    tellView()
    const nowClose = hall.pitch * camera.scale >= CHOOSE_FROM_PX - 0.5
    if (nowClose === close) return
    close = nowClose
    options.onClose(close)
  }

  function tellView() {
    const drawn = hall.pitch * camera.scale > SECTIONS_UNTIL_PX
    const seen = drawn ? hall.sections.filter(({ box }) => sees(camera, view, box)).map(({ index }) => index) : []
    if (seen.join() === inView) return
    inView = seen.join()
    options.onView(seen)
  }

  function look(next: Camera) {
    flight = null
    moved = true
    camera = next
    invalidate()
  }

  function fly(to: Camera) {
    moved = true
    const target = clamp(to, view, limits())
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return look(target)
    flight = { from: camera, to: target, startedAt: performance.now() }
    invalidate()
  }

  /** So close that single seats can be chosen; all of `box` if it fits, else around `at`. */
  function flyTo(box: Box, at?: Point) {
    const around = fitBox(grow(box, hall.pitch * 1.5), view)
    const scale = Math.min(Math.max(around.scale, WORKING_PX / hall.pitch), (WORKING_PX * 1.2) / hall.pitch)
    const fitsX = (box.right - box.left + 2 * hall.pitch) * scale <= view.width
    const fitsY = (box.bottom - box.top + 2 * hall.pitch) * scale <= view.height
    fly({ scale, x: fitsX || !at ? around.x : at[0], y: fitsY || !at ? around.y : at[1] })
  }

  const stopGestures = listenToGestures(canvas, {
    pan: (dx, dy) => look(panBy(camera, view, dx, dy, limits())),
    zoom: (at, factor) => look(zoomAt(camera, view, at, factor, limits())),
    tap(at) {
      const point = toPlan(camera, view, at)
      const near = hall.pitch * camera.scale >= CHOOSE_FROM_PX - 0.5
      const seat = near ? seatAt(hall, point, hall.pitch * REACH) : null
      if (seat !== null) return options.onSeat(seat)
      const area = areaAt(hall, point)
      if (area !== null) return options.onArea(area)
      const section = sectionAt(hall, point)
      if (section !== null && !near) flyTo(hall.sections[section]!.box, point)
    },
    hover(at) {
      const near = at && hall.pitch * camera.scale >= CHOOSE_FROM_PX - 0.5
      options.onHover(near ? seatAt(hall, toPlan(camera, view, at), hall.pitch * REACH) : null)
    },
  })

  const resized = new ResizeObserver(([entry]) => {
    const { width, height } = entry!.contentRect
    if (!width || !height) return
    view = { width, height }
    camera = moved ? clamp(camera, view, limits()) : whole()
    // At once, since a resized canvas is blank until it is drawn.
    cancelAnimationFrame(frame)
    draw(performance.now())
  })
  resized.observe(canvas)

  const dark = matchMedia('(prefers-color-scheme: dark)')
  const repaint = () => {
    theme = readTheme(canvas)
    invalidate()
  }
  dark.addEventListener('change', repaint)

  return {
    show(next: Content) {
      content = next
      invalidate()
    },
    zoom: (factor: number) =>
      fly(zoomAt(flight?.to ?? camera, view, [view.width / 2, view.height / 2], factor, limits())),
    whole: () => fly(whole()),
    /** By part of the view: 1 to the right or down is a third of it. */
    pan(right: number, down: number) {
      const [dx, dy] = [(-right * view.width) / 3, (-down * view.height) / 3]
      fly(panBy(flight?.to ?? camera, view, dx, dy, limits()))
    },
    flyToSection: (section: number) => flyTo(hall.sections[section]!.box, hall.sections[section]!.centre),
    /** Brings a seat into view, if it is not comfortably there, close enough to be chosen. */
    reveal(seat: number) {
      const { x, y, scale } = flight?.to ?? camera
      const margin = 48 / scale
      const [dx, dy] = [Math.abs(hall.x[seat]! - x), Math.abs(hall.y[seat]! - y)]
      const seen = dx < view.width / 2 / scale - margin && dy < view.height / 2 / scale - margin
      if (seen && hall.pitch * scale >= CHOOSE_FROM_PX) return
      fly({ x: hall.x[seat]!, y: hall.y[seat]!, scale: Math.max(scale, WORKING_PX / hall.pitch) })
    },
    unmount() {
      cancelAnimationFrame(frame)
      resized.disconnect()
      stopGestures()
      dark.removeEventListener('change', repaint)
    },
  }
}

export type SeatView = ReturnType<typeof mountSeatView>
