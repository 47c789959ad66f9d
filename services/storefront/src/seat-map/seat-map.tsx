import type { OnSale } from '@tiketi/contracts/event'
import { SEAT_STATE, type SeatLayout } from '@tiketi/contracts/reservation'
import { useMemo, useRef, useState } from 'preact/hooks'
import { type ProblemError, toProblem } from '../api/problem.ts'
import { keepHold } from '../checkout/kept-hold.ts'
import { useAct } from '../components/use-act.ts'
import { words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { paths } from '../routing/routes.ts'
import { keptPass } from '../waiting-room/kept-pass.ts'
import { ChoicePanel } from './choice-panel.tsx'
import { GradeLegend } from './grade-legend.tsx'
import { buildHall } from './hall.ts'
import { holdSeats } from './hold-seats.ts'
import { SeatCanvas } from './seat-canvas.tsx'
import type { SeatFeed } from './seat-feed.ts'
import { SeatList } from './seat-list.tsx'
import { freeBySection } from './seat-states.ts'
import type { SeatView } from './seat-view.ts'
import { seatName, seatSentence } from './seat-words.ts'
import { useSeatChoice } from './use-seat-choice.ts'

interface SeatMapProps {
  layout: SeatLayout
  onSale: OnSale
  feed: SeatFeed
  seats: { version: number; states: Uint8Array }
  /** As a picture or as a list. */
  asList: boolean
}

export function SeatMap({ layout, onSale, feed, seats, asList }: SeatMapProps) {
  const w = words.value.seats
  const hall = useMemo(() => buildHall(layout), [layout])
  const [grade, setGrade] = useState<number | null>(null)
  const [said, setSaid] = useState('')
  const view = useRef<SeatView | null>(null)
  const act = useAct()
  const choice = useSeatChoice({ hall, seats, limit: layout.limitPerPerson, grade })
  const free = useMemo(() => freeBySection(hall, seats.states), [hall, seats])
  const chosen = useMemo(() => new Set(choice.chosen), [choice.chosen])
  const offered = useMemo(() => new Set(choice.offer), [choice.offer?.join()])

  function press(seat: number) {
    act.clear()
    const outcome = choice.toggle(seat)
    const name = seatName(hall, seat)
    if (outcome === 'full') setSaid(w.limitReached(layout.limitPerPerson))
    else if (outcome === 'taken') setSaid(seatSentence(hall, seat, seats.states, chosen))
    else setSaid(outcome === 'chosen' ? w.saidChosen(name) : w.saidRemoved(name))
  }

  function take(picked: readonly number[]) {
    act.clear()
    choice.take(picked)
    if (picked[0] !== undefined) view.current?.reveal(picked[picked.length >> 1] ?? picked[0])
  }

  async function hold() {
    choice.holding.current = true
    try {
      const { performanceId, eventId } = layout
      const pass = onSale.waitingRoom ? keptPass(onSale.id)?.pass : undefined
      const held = await holdSeats({ performanceId, seats: choice.chosen, pass })
      keepHold({ holdId: held.id, eventId, performanceId })
      go(paths.checkout(held.id))
    } catch (thrown) {
      choice.holding.current = false
      const taken = takenIn(toProblem(thrown))
      if (!taken) throw thrown
      feed.mark(taken, SEAT_STATE.held)
      choice.lose(taken)
    }
  }

  return (
    <>
      <div class="seats-legend">
        <GradeLegend hall={hall} grade={grade} onGrade={setGrade} />
      </div>
      <div class="seats-map">
        {asList ? (
          <SeatList hall={hall} states={seats.states} free={free} chosen={chosen} grade={grade} onSeat={press} />
        ) : (
          <SeatCanvas
            hall={hall}
            states={seats.states}
            free={free}
            chosen={chosen}
            offered={offered}
            grade={grade}
            onSeat={press}
            onSay={setSaid}
            view={view}
          />
        )}
      </div>
      <ChoicePanel
        hall={hall}
        choice={choice}
        limit={layout.limitPerPerson}
        busy={act.busy}
        problem={act.problem}
        waitingRoom={paths.waitingRoom(layout.eventId, layout.performanceId)}
        onTake={take}
        onShow={(seat) => view.current?.reveal(seat)}
        onHold={() => act.run(hold)}
      />
      <p class="unseen" role="status">
        {said}
      </p>
    </>
  )
}

/** The seats that somebody else was faster for, if that is the problem. */
function takenIn({ code, members }: ProblemError): number[] | null {
  return code === 'SEATS_TAKEN' && Array.isArray(members.taken) ? (members.taken as number[]) : null
}
