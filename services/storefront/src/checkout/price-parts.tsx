import type { Hold, SeatLayout } from '@tiketi/contracts/reservation'
import { GradeMark } from '../components/grade-mark.tsx'
import { formatWon } from '../language/format.ts'
import { say, words } from '../language/language.ts'

/** The total and what it is made of. */
export function PriceParts({ hold, layout }: { hold: Hold; layout: SeatLayout }) {
  const w = words.value.checkout
  const places = [
    ...hold.seats.map(({ grade, priceWon }) => ({ grade, priceWon })),
    ...hold.standing.flatMap(({ grade, priceWon, places }) =>
      Array.from({ length: places }, () => ({ grade, priceWon })),
    ),
  ]
  const placesWon = places.reduce((sum, { priceWon }) => sum + priceWon, 0)
  // Of one grade, some may have been added after its price changed.
  const parts = layout.grades.flatMap(({ code, name }, index) => {
    const byPrice = Map.groupBy(
      places.filter(({ grade }) => grade === code),
      ({ priceWon }) => priceWon,
    )
    return [...byPrice].map(([priceWon, { length }]) => ({ code, name, index, priceWon, length }))
  })
  return (
    <dl class="price-parts figures">
      {parts.map(({ code, name, priceWon, index, length }) => (
        <div key={`${code} ${priceWon}`}>
          <dt>
            <GradeMark grade={index} />
            {say(name)} <span class="quiet">{`${formatWon(priceWon)} × ${length}`}</span>
          </dt>
          <dd>{formatWon(priceWon * length)}</dd>
        </div>
      ))}
      <div>
        <dt>{w.fee}</dt>
        <dd>{formatWon(hold.totalWon - placesWon)}</dd>
      </div>
      <div class="price-parts-total">
        <dt>{w.total}</dt>
        <dd>{formatWon(hold.totalWon)}</dd>
      </div>
    </dl>
  )
}
