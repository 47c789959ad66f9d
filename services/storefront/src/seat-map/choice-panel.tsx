import type { ComponentChildren } from 'preact'
import type { ProblemError } from '../api/problem.ts'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { formatWon } from '../language/format.ts'
import { words } from '../language/language.ts'
import { BestOffer } from './best-offer.tsx'
import { ChosenSeats } from './chosen-seats.tsx'
import { describeSeat, type Hall } from './hall.ts'
import { LostRaceNotice } from './lost-race-notice.tsx'
import type { useSeatChoice } from './use-seat-choice.ts'

const PASS_CODES = ['PASS_REQUIRED', 'PASS_INVALID']

interface ChoicePanelProps {
  hall: Hall
  /** The choice of standing places, if there are any. */
  standing: ComponentChildren
  choice: ReturnType<typeof useSeatChoice>
  limit: number
  busy: boolean
  problem: ProblemError | null
  waitingRoom: string
  onTake: (seats: readonly number[]) => void
  onShow: (seat: number) => void
  onHold: () => void
}

/** The choice below or beside the map: what is chosen or offered, its price, and the way on. */
export function ChoicePanel(props: ChoicePanelProps) {
  const { hall, choice, limit, busy, problem, waitingRoom, onTake, onShow, onHold } = props
  const w = words.value.seats
  const { chosen, places } = choice
  const seatsWon = chosen.reduce((sum, seat) => sum + describeSeat(hall, seat).priceWon, 0)
  const total = hall.areas.reduce((sum, { index, priceWon }) => sum + choice.standing[index]! * priceWon, seatsWon)
  const needsPass = problem !== null && PASS_CODES.includes(problem.code)
  return (
    <section class="seats-panel" aria-label={w.choice}>
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
        ) : places === 0 && hall.seats > 0 ? (
          <BestOffer
            hall={hall}
            offer={choice.offer}
            count={choice.count}
            limit={limit}
            onCount={choice.setCount}
            onTake={onTake}
          />
        ) : null}
        <ChosenSeats hall={hall} chosen={chosen} onRemove={choice.remove} onShow={onShow} />
        {props.standing}
      </div>
      <div class="seats-panel-total figures">
        <span>{places === 0 ? w.upTo(limit) : w.countOf(places, limit)}</span>
        <strong>{formatWon(total)}</strong>
      </div>
      <Button kind="primary" wide busy={busy} disabled={places === 0} onClick={onHold}>
        {places === 0 ? (hall.seats > 0 ? w.chooseFirst : w.choosePlaces) : chosen.length > 0 ? w.hold : w.holdPlaces}
      </Button>
    </section>
  )
}
