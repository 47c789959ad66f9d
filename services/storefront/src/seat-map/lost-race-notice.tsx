import { Button } from '../components/button.tsx'
import { CrossMark } from '../components/cross-mark.tsx'
import { words } from '../language/language.ts'
import type { Hall } from './hall.ts'
import { seatNames } from './seat-words.ts'
import type { LostRace } from './use-seat-choice.ts'

interface LostRaceNoticeProps {
  hall: Hall
  lost: LostRace
  offer: readonly number[] | null
  onTake: (seats: readonly number[]) => void
  onLeave: () => void
}

/** Somebody was faster: which seats are gone, and the best that is left. */
export function LostRaceNotice({ hall, lost, offer, onTake, onLeave }: LostRaceNoticeProps) {
  const w = words.value.seats
  return (
    <div class="lost-race">
      <div class="lost-race-head">
        <div role="alert">
          <h2>{w.faster}</h2>
          <p class="small">
            {w.gone(seatNames(hall, lost.taken))} {offer ? w.stillTogether(offer.length) : w.noneTogether(lost.wanted)}
          </p>
        </div>
        <Button kind="quiet" label={w.lookMyself} onClick={onLeave}>
          <CrossMark />
        </Button>
      </div>
      {offer ? (
        <div class="lost-race-offer">
          <span>{seatNames(hall, offer)}</span>
          <Button onClick={() => onTake(offer)}>{w.takeThese}</Button>
        </div>
      ) : null}
    </div>
  )
}
