import type { Hold } from '@tiketi/contracts/reservation'
import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ProblemError } from '../api/problem.ts'
import { placesHeld } from '../checkout/places-held.ts'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { formatWon } from '../language/format.ts'
import { words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'
import { BestOffer } from './best-offer.tsx'
import { ChosenSeats } from './chosen-seats.tsx'
import { describeSeat, type Hall } from './hall.ts'
import { LostRaceNotice } from './lost-race-notice.tsx'
import type { useSeatChoice } from './use-seat-choice.ts'

/** The one way on: hold what is chosen, add it to what is held, pay what is held, or take the best. */
function PanelAct({ hall, hold, choice, busy, onHold, onBest }: ChoicePanelProps) {
  const w = words.value.seats
  const { chosen, places, offer, count } = choice
  if (places > 0)
    return (
      <Button kind="primary" wide busy={busy} onClick={onHold}>
        {hold ? w.add(places) : chosen.length > 0 ? w.hold : w.holdPlaces}
      </Button>
    )
  if (hold)
    return (
      <Button kind="primary" wide href={paths.checkout(hold.id)}>
        {w.toPayment}
      </Button>
    )
  if (hall.seats === 0)
    return (
      <Button kind="primary" wide disabled>
        {w.choosePlaces}
      </Button>
    )
  return (
    <Button kind="primary" wide busy={busy} disabled={!offer || choice.lost !== null} onClick={onBest}>
      {choice.lost ? w.chooseFirst : w.takeBest(count)}
    </Button>
  )
}

const PASS_CODES = ['PASS_REQUIRED', 'PASS_INVALID']

interface ChoicePanelProps {
  hall: Hall
  /** The choice of standing places, if there are any. */
  standing: ComponentChildren
  /** The list of what is held already, if anything is. */
  held: ComponentChildren
  hold: Hold | null
  choice: ReturnType<typeof useSeatChoice>
  /** How many more may be chosen. */
  limit: number
  busy: boolean
  problem: ProblemError | null
  waitingRoom: string
  onTake: (seats: readonly number[]) => void
  onShow: (seat: number) => void
  onHold: () => void
  onBest: () => void
}

/** The choice below or beside the map: what is chosen, held or offered, its price, and the way on. */
export function ChoicePanel(props: ChoicePanelProps) {
  const { hall, hold, choice, limit, problem, waitingRoom, onTake, onShow } = props
  const w = words.value.seats
  const { chosen, places } = choice
  const kept = hold ? placesHeld(hold) : 0
  const seatsWon = chosen.reduce((sum, seat) => sum + describeSeat(hall, seat).priceWon, 0)
  const total = hall.areas.reduce((sum, { index, priceWon }) => sum + choice.standing[index]! * priceWon, seatsWon)
  const needsPass = problem !== null && PASS_CODES.includes(problem.code)
  const panel = useRef<HTMLElement>(null)
  useKeptFocus(panel, [places, hold])
  return (
    <section class="seats-panel" aria-label={w.choice} ref={panel} tabIndex={-1}>
      <div class="seats-panel-list">
        {problem ? (
          <>
            <ProblemNotice problem={problem} />
            {needsPass ? <Button href={waitingRoom}>{w.backToWaitingRoom}</Button> : null}
          </>
        ) : null}
        {choice.lost ? (
          <LostRaceNotice
            hall={hall}
            lost={choice.lost}
            offer={choice.offer}
            onTake={onTake}
            onLeave={choice.keepLooking}
          />
        ) : null}
        <ChosenSeats hall={hall} chosen={chosen} onRemove={choice.remove} onShow={onShow} />
        {props.held}
        {!choice.lost && places === 0 && hall.seats > 0 && limit > 0 ? (
          <BestOffer
            hall={hall}
            offer={choice.offer}
            count={choice.count}
            limit={limit}
            onCount={choice.setCount}
            wheelchairs={choice.wheelchairs}
            onWheelchairs={choice.setWheelchairs}
            onTake={onTake}
          />
        ) : null}
        {props.standing}
      </div>
      <div class="seats-panel-total figures">
        <span>{places + kept === 0 ? w.upTo(limit) : w.countOf(places + kept, limit + kept)}</span>
        <strong>{formatWon(total + (hold?.totalWon ?? 0))}</strong>
      </div>
      <PanelAct {...props} />
    </section>
  )
}

/** What had the focus in the panel may be gone after a change; then the panel has it, not the top of the page. */
function useKeptFocus(panel: RefObject<HTMLElement | null>, changes: unknown[]) {
  const had = useRef<Element | null>(null)
  useEffect(() => {
    const note = ({ target }: FocusEvent) => {
      had.current = target as Element
    }
    panel.current?.addEventListener('focusin', note)
    return () => panel.current?.removeEventListener('focusin', note)
  }, [])
  useEffect(() => {
    if (had.current?.isConnected === false && document.activeElement === document.body)
      panel.current?.focus({ preventScroll: true })
  }, changes)
}
