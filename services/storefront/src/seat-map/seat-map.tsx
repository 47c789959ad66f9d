import type { OnSale } from '@tiketi/contracts/event'
import { type Hold, SEAT_STATE, type SeatLayout } from '@tiketi/contracts/reservation'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { ProblemError, toProblem } from '../api/problem.ts'
import { releaseHold } from '../checkout/hold-requests.ts'
import { keepHold } from '../checkout/kept-hold.ts'
import { placesHeld } from '../checkout/places-held.ts'
import { useAct } from '../components/use-act.ts'
import { words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { paths } from '../routing/routes.ts'
import { keptPass } from '../waiting-room/kept-pass.ts'
import { ChoicePanel } from './choice-panel.tsx'
import { GradeLegend } from './grade-legend.tsx'
import { type Hall, type HallArea, rowOfSeat } from './hall.ts'
import { HeldPlaces } from './held-places.tsx'
import { addToHold, dropFromHold, holdBest, holdSeats } from './hold-seats.ts'
import { SeatCanvas } from './seat-canvas.tsx'
import type { SeatFeed } from './seat-feed.ts'
import { SeatList } from './seat-list.tsx'
import { freeBySection, type SeatStates } from './seat-states.ts'
import type { SeatView } from './seat-view.ts'
import { areaName, seatName, seatSentence } from './seat-words.ts'
import { StandingChoice } from './standing-choice.tsx'
import type { Held } from './use-held.ts'
import { useSeatChoice } from './use-seat-choice.ts'

const TIME_OVER = new ProblemError({ code: 'HOLD_EXPIRED', status: 409 })

interface SeatMapProps {
  hall: Hall
  layout: SeatLayout
  onSale: OnSale
  feed: SeatFeed
  seats: SeatStates
  /** As a picture or as a list. */
  asList: boolean
  held: Held
}

export function SeatMap({ hall, layout, onSale, feed, seats, asList, held }: SeatMapProps) {
  const w = words.value.seats
  const [grade, setGrade] = useState<number | null>(null)
  const [said, setSaid] = useState('')
  const view = useRef<SeatView | null>(null)
  const act = useAct()
  const free = useMemo(() => freeBySection(hall, seats), [hall, seats])
  const kept = held.hold ? placesHeld(held.hold) : 0
  // Nothing comes into what the waiting list offered.
  const limit = held.hold?.offered ? 0 : layout.limitPerPerson - kept
  const limitReached = () =>
    held.hold?.offered ? words.value.problems.OFFER_FIXED : w.limitReached(layout.limitPerPerson)
  const choice = useSeatChoice({ hall, seats, free, limit, grade })
  const [inView, setInView] = useState<readonly number[]>([])
  // On the map, what is held already is the buyer's as well.
  const chosen = useMemo(
    () => new Set([...choice.chosen, ...(held.hold?.seats ?? []).map(({ seat }) => seat)]),
    [choice.chosen, held.hold],
  )
  const offered = useMemo(() => new Set(choice.offer), [choice.offer?.join()])

  // What is chosen or offered must be as true as what is seen.
  useEffect(() => {
    const of = [...choice.chosen, ...(choice.offer ?? [])].map((seat) => rowOfSeat(hall, seat).section)
    feed.look([...inView, ...of])
  }, [feed, inView, choice.chosen, choice.offer?.join()])

  function stand(area: number, places: number) {
    act.clear()
    const full = places > choice.standing[area]! && choice.full
    choice.setStanding(area, places)
    setSaid(full ? limitReached() : w.saidStanding(areaName(hall, area), places))
  }

  function press(seat: number) {
    act.clear()
    const outcome = choice.toggle(seat)
    const name = seatName(hall, seat)
    if (outcome === 'full') setSaid(limitReached())
    else if (outcome === 'taken') setSaid(seatSentence(hall, seat, seats.states, chosen))
    else setSaid(outcome === 'chosen' ? w.saidChosen(name) : w.saidRemoved(name))
  }

  function take(picked: readonly number[]) {
    act.clear()
    choice.take(picked)
    if (picked[0] !== undefined) view.current?.reveal(picked[picked.length >> 1] ?? picked[0])
  }

  const pass = () => (onSale.waitingRoom ? keptPass(onSale.id)?.pass : undefined)

  function toCheckout({ id: holdId }: Hold) {
    keepHold({ holdId, eventId: layout.eventId, performanceId: layout.performanceId })
    go(paths.checkout(holdId))
  }

  async function hold() {
    choice.holding.current = true
    try {
      const picked = { seats: choice.chosen, standing: choice.standing }
      if (!held.hold) return toCheckout(await holdSeats(layout.performanceId, picked, pass()))
      held.changed(await addToHold(held.hold.id, picked, pass()))
      choice.clear()
      choice.holding.current = false
      setSaid(w.saidAdded(choice.places))
    } catch (thrown) {
      choice.holding.current = false
      lookAtHold(thrown)
      const taken = takenIn(toProblem(thrown))
      if (!taken) throw thrown
      feed.mark(taken, SEAT_STATE.held)
      choice.lose(taken)
    }
  }

  async function best() {
    const { count, wheelchairs } = choice
    const wish = {
      performanceId: layout.performanceId,
      count,
      ...(grade !== null && { grade: hall.grades[grade]!.code }),
      ...(wheelchairs > 0 && { wheelchairs }),
    }
    toCheckout(await holdBest(wish, pass()))
  }

  function change(asked: (holdId: string) => Promise<Hold>, sentence: string) {
    const { hold } = held
    if (!hold) return
    act.run(async () => {
      try {
        held.changed(await asked(hold.id))
        setSaid(sentence)
      } catch (thrown) {
        lookAtHold(thrown)
        throw thrown
      }
    })
  }

  function release() {
    const { hold } = held
    if (!hold) return
    act.run(async () => {
      await releaseHold(hold.id)
      held.forget()
      setSaid(w.saidReleased)
    })
  }

  function lookAtHold(thrown: unknown) {
    if (toProblem(thrown).code.startsWith('HOLD_')) held.reload()
  }

  const standingChoice = (shown: readonly HallArea[]) => (
    <StandingChoice
      hall={hall}
      shown={shown}
      free={seats.areas}
      standing={choice.standing}
      full={choice.full}
      onStand={stand}
    />
  )

  return (
    <>
      <div class="seats-legend">
        <GradeLegend hall={hall} grade={grade} onGrade={setGrade} />
      </div>
      <div class="seats-map">
        {asList ? (
          <SeatList
            hall={hall}
            states={seats.states}
            free={free}
            standing={standingChoice(hall.areas.filter((area) => grade === null || area.grade === grade))}
            chosen={chosen}
            grade={grade}
            onSeat={press}
            onView={setInView}
          />
        ) : (
          <SeatCanvas
            hall={hall}
            states={seats.states}
            free={free}
            areas={seats.areas}
            standing={choice.standing}
            chosen={chosen}
            offered={offered}
            grade={grade}
            onSeat={press}
            onArea={(area) => stand(area, Math.max(1, choice.standing[area]!))}
            onView={setInView}
            onSay={setSaid}
            view={view}
          />
        )}
      </div>
      <ChoicePanel
        hall={hall}
        standing={standingChoice(hall.areas.filter(({ index }) => !asList || choice.standing[index]! > 0))}
        held={
          held.hold ? (
            <HeldPlaces
              hall={hall}
              hold={held.hold}
              free={seats.areas}
              full={choice.full}
              busy={act.busy}
              onAdd={(picked, name) => change((id) => addToHold(id, picked, pass()), w.saidAddedOne(name))}
              onDrop={(picked, name) => change((id) => dropFromHold(id, picked), w.saidLetGo(name))}
              onRelease={release}
              onOver={held.reload}
            />
          ) : null
        }
        hold={held.hold}
        choice={choice}
        limit={limit}
        busy={act.busy}
        problem={act.problem ?? (held.over ? TIME_OVER : null)}
        waitingRoom={paths.waitingRoom(layout.eventId, layout.performanceId)}
        onTake={take}
        onShow={(seat) => view.current?.reveal(seat)}
        onHold={() => act.run(hold)}
        onBest={() => act.run(best)}
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
