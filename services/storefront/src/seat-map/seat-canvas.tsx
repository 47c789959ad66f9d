import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { say, words } from '../language/language.ts'
import type { Hall } from './hall.ts'
import type { Focus } from './scene.ts'
import { moveFocus } from './seat-keys.ts'
import { type Content, mountSeatView, type SeatView } from './seat-view.ts'
import { areaSentence, seatSentence } from './seat-words.ts'

interface SeatCanvasProps {
  hall: Hall
  states: Uint8Array
  free: readonly number[]
  /** Free places of each standing area, and places wanted there. */
  areas: readonly number[]
  standing: readonly number[]
  chosen: ReadonlySet<number>
  offered: ReadonlySet<number>
  grade: number | null
  onSeat: (seat: number) => void
  onArea: (area: number) => void
  /** Told which sections' seats are drawn. */
  onView: (sections: readonly number[]) => void
  /** For those who hear the map. */
  onSay: (sentence: string) => void
  /** Set to how seats can be brought into view. */
  view: { current: SeatView | null }
}

/** The hall as a picture, for fingers, mice and keys. */
export function SeatCanvas(props: SeatCanvasProps) {
  const { hall, states, free, areas, standing, chosen, offered, grade, onSeat, onArea, onView, onSay, view } = props
  const w = words.value.seats
  const canvas = useRef<HTMLCanvasElement>(null)
  const [focus, setFocus] = useState<Focus | null>(null)
  const lastFocus = useRef<Focus>({ kind: hall.sections.length > 0 ? 'section' : 'area', index: 0 })
  const [hovered, setHovered] = useState<number | null>(null)
  const [close, setClose] = useState(false)

  const content: Content = {
    states,
    free,
    areas,
    standing,
    chosen,
    offered,
    grade,
    focus,
    labels: {
      stage: say(hall.stage.label),
      section: (index) => say(hall.sections[index]!.name),
      area: (index) => say(hall.areas[index]!.name),
      free: w.left,
      places: w.placesLeft,
    },
  }
  const act = useRef({ onSeat, onArea })
  act.current = { onSeat, onArea }

  useEffect(() => {
    const mounted = mountSeatView(canvas.current!, {
      hall,
      content,
      onSeat: (seat) => act.current.onSeat(seat),
      onArea: (area) => act.current.onArea(area),
      onView,
      onHover: setHovered,
      onClose: setClose,
    })
    view.current = mounted
    return () => {
      view.current = null
      mounted.unmount()
    }
  }, [hall])
  useEffect(() => view.current?.show(content))

  function focusOn(next: Focus) {
    lastFocus.current = next
    setFocus(next)
    if (next.kind === 'seat') {
      view.current?.reveal(next.index)
      onSay(seatSentence(hall, next.index, states, chosen))
    } else if (next.kind === 'area') {
      onSay(areaSentence(hall, next.index, areas[next.index] ?? 0, standing[next.index]!))
    } else {
      const section = hall.sections[next.index]!
      onSay(`${say(section.name)}, ${w.left(free[next.index] ?? 0)}`)
    }
  }

  function press(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const now = lastFocus.current
    const next = moveFocus(hall, states, now, event.key)
    if (next) {
      if (now.kind === 'section' && next.kind === 'seat') view.current?.flyToSection(now.index)
      if (next.kind === 'section' && now.kind === 'seat') view.current?.whole()
      focusOn(next)
    } else if ((event.key === 'Enter' || event.key === ' ') && now.kind === 'seat') onSeat(now.index)
    else if ((event.key === 'Enter' || event.key === ' ') && now.kind === 'area') onArea(now.index)
    else if (event.key === '+' || event.key === '=') view.current?.zoom(1.6)
    else if (event.key === '-') view.current?.zoom(1 / 1.6)
    else if (event.key === '0') view.current?.whole()
    else return
    event.preventDefault()
  }

  return (
    <div class="seat-canvas">
      <div
        class="seat-canvas-stop"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: one stop for the keyboard, which moves about inside by arrows
        tabIndex={0}
        aria-label={w.map}
        aria-roledescription={w.map}
        aria-describedby="seat-canvas-keys"
        onKeyDown={press}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && focusOn(lastFocus.current)}
        onBlur={() => setFocus(null)}
      >
        <canvas ref={canvas} class={hovered === null ? undefined : 'seat-canvas-hover'} />
      </div>
      <p id="seat-canvas-keys" class="unseen">
        {w.keys}
      </p>
      {hovered === null ? null : (
        <p class="seat-canvas-tip figures" aria-hidden="true">
          {seatSentence(hall, hovered, states, chosen)}
        </p>
      )}
      {close || focus ? null : (
        <p class="seat-canvas-hint" aria-hidden="true">
          {w.tapSection}
        </p>
      )}
      <div class="seat-canvas-move">
        {moves.map(({ label, right, down, line }) => (
          <Button key={label} label={w[label]} onClick={() => view.current?.pan(right, down)}>
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <path d={line} />
            </svg>
          </Button>
        ))}
      </div>
      <div class="seat-canvas-zoom">
        <Button label={w.zoomIn} onClick={() => view.current?.zoom(1.6)}>
          +
        </Button>
        <Button label={w.zoomOut} onClick={() => view.current?.zoom(1 / 1.6)}>
          −
        </Button>
        <Button label={w.wholeHall} onClick={() => view.current?.whole()}>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5" />
          </svg>
        </Button>
      </div>
    </div>
  )
}

const moves = [
  { label: 'moveLeft', right: -1, down: 0, line: 'M12.500 4 6.500 10l6 6' },
  { label: 'moveUp', right: 0, down: -1, line: 'M4 12.500 10 6.500l6 6' },
  { label: 'moveDown', right: 0, down: 1, line: 'M4 7.500 10 13.500l6-6' },
  { label: 'moveRight', right: 1, down: 0, line: 'M7.500 4l6 6-6 6' },
] as const
