import { Button } from '../components/button.tsx'
import { GradeMark } from '../components/grade-mark.tsx'
import { formatWon } from '../language/format.ts'
import { words } from '../language/language.ts'
import { describeSeat, type Hall } from './hall.ts'
import { seatNames } from './seat-words.ts'
import { Stepper } from './stepper.tsx'

interface BestOfferProps {
  hall: Hall
  offer: readonly number[] | null
  count: number
  limit: number
  onCount: (count: number) => void
  wheelchairs: number
  onWheelchairs: (wheelchairs: number) => void
  onTake: (seats: readonly number[]) => void
}

/** The first offer: so many seats together, as close to the stage as can be. */
export function BestOffer(props: BestOfferProps) {
  const { hall, offer, count, limit, onCount, wheelchairs, onWheelchairs, onTake } = props
  const w = words.value.seats
  const [first] = offer ?? []
  const total = offer?.reduce((sum, seat) => sum + describeSeat(hall, seat).priceWon, 0) ?? 0
  return (
    <div class="best-offer">
      <div class="best-offer-head">
        <h2>{w.best(count)}</h2>
        <Stepper
          name={w.seatsWanted}
          fewer={w.fewer}
          more={w.moreSeats}
          value={count}
          least={1}
          most={limit}
          onValue={onCount}
        />
      </div>
      {hall.accessible.includes(1) ? (
        <div class="best-offer-head">
          <span>
            {w.wheelchairs}
            {wheelchairs > 0 ? <span class="quiet small">{w.companions(count - wheelchairs)}</span> : null}
          </span>
          <Stepper
            name={w.wheelchairs}
            fewer={w.wheelchairFewer}
            more={w.wheelchairMore}
            value={wheelchairs}
            most={count}
            onValue={onWheelchairs}
          />
        </div>
      ) : null}
      {offer && first !== undefined ? (
        <div class="best-offer-seats">
          <GradeMark grade={describeSeat(hall, first).gradeIndex} />
          <span>{seatNames(hall, offer)}</span>
          <strong class="figures">{formatWon(total)}</strong>
          <Button onClick={() => onTake(offer)}>{w.takeThese}</Button>
        </div>
      ) : (
        <p class="quiet">{wheelchairs > 0 ? w.noneForWheelchairs : w.noneTogether(count)}</p>
      )}
    </div>
  )
}
