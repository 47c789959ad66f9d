import { Button } from '../components/button.tsx'
import { GradeMark } from '../components/grade-mark.tsx'
import { formatWon } from '../language/format.ts'
import { words } from '../language/language.ts'
import { describeSeat, type Hall } from './hall.ts'
import { seatNames } from './seat-words.ts'

interface BestOfferProps {
  hall: Hall
  offer: readonly number[] | null
  count: number
  limit: number
  onCount: (count: number) => void
  onTake: (seats: readonly number[]) => void
}

/** The first offer: so many seats together, as close to the stage as can be. */
export function BestOffer({ hall, offer, count, limit, onCount, onTake }: BestOfferProps) {
  const w = words.value.seats
  const [first] = offer ?? []
  const total = offer?.reduce((sum, seat) => sum + describeSeat(hall, seat).priceWon, 0) ?? 0
  return (
    <div class="best-offer">
      <div class="best-offer-head">
        <h2>{w.best(count)}</h2>
        <div class="best-offer-count">
          <Button kind="quiet" label={w.fewer} disabled={count <= 1} onClick={() => onCount(count - 1)}>
            −
          </Button>
          <Button kind="quiet" label={w.moreSeats} disabled={count >= limit} onClick={() => onCount(count + 1)}>
            +
          </Button>
        </div>
      </div>
      {offer && first !== undefined ? (
        <div class="best-offer-seats">
          <GradeMark grade={describeSeat(hall, first).gradeIndex} />
          <span>{seatNames(hall, offer)}</span>
          <strong class="figures">{formatWon(total)}</strong>
          <Button onClick={() => onTake(offer)}>{w.takeThese}</Button>
        </div>
      ) : (
        <p class="quiet">{w.noneTogether(count)}</p>
      )}
    </div>
  )
}
