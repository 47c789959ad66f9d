import type { Hold, SeatLayout } from '@tiketi/contracts/reservation'
import { GradeMark } from '../components/grade-mark.tsx'
import { formatWon } from '../language/format.ts'
import { say, words } from '../language/language.ts'

/** The total and what it is made of. */
export function PriceParts({ hold, layout }: { hold: Hold; layout: SeatLayout }) {
  const w = words.value.checkout
  const seatsWon = hold.seats.reduce((sum, { priceWon }) => sum + priceWon, 0)
  const grades = layout.grades
    .map((grade, index) => ({ ...grade, index, seats: hold.seats.filter((seat) => seat.grade === grade.code) }))
    .filter(({ seats }) => seats.length > 0)
  return (
    <dl class="price-parts figures">
      {grades.map(({ code, name, priceWon, index, seats }) => (
        <div key={code}>
          <dt>
            <GradeMark grade={index} />
            {say(name)} <span class="quiet">{`${formatWon(priceWon)} × ${seats.length}`}</span>
          </dt>
          <dd>{formatWon(seats.reduce((sum, seat) => sum + seat.priceWon, 0))}</dd>
        </div>
      ))}
      <div>
        <dt>{w.fee}</dt>
        <dd>{formatWon(hold.totalWon - seatsWon)}</dd>
      </div>
      <div class="price-parts-total">
        <dt>{w.total}</dt>
        <dd>{formatWon(hold.totalWon)}</dd>
      </div>
    </dl>
  )
}
