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
  const grades = layout.grades
    .map((grade, index) => ({ ...grade, index, of: places.filter((place) => place.grade === grade.code) }))
    .filter(({ of }) => of.length > 0)
  return (
    <dl class="price-parts figures">
      {grades.map(({ code, name, priceWon, index, of }) => (
        <div key={code}>
          <dt>
            <GradeMark grade={index} />
            {say(name)} <span class="quiet">{`${formatWon(priceWon)} × ${of.length}`}</span>
          </dt>
          <dd>{formatWon(of.reduce((sum, place) => sum + place.priceWon, 0))}</dd>
        </div>
      ))}
      <div>
        <dt>{w.fee}</dt>
        <dd>{formatWon(hold.totalWon + hold.discountWon - placesWon)}</dd>
      </div>
      {hold.discountWon > 0 ? (
        <div>
          <dt>{w.voucher.discount}</dt>
          <dd>{`− ${formatWon(hold.discountWon)}`}</dd>
        </div>
      ) : null}
      <div class="price-parts-total">
        <dt>{w.total}</dt>
        <dd>{formatWon(hold.totalWon)}</dd>
      </div>
    </dl>
  )
}
