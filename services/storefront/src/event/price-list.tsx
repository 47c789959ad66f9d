import type { PriceGrade } from '@tiketi/contracts/event'
import { RETURNS } from '@tiketi/contracts/returns'
import { GradeMark } from '../components/grade-mark.tsx'
import { formatWon } from '../language/format.ts'
import { say, words } from '../language/language.ts'

const { fromHour, toHour } = RETURNS.window

export function PriceList({ grades }: { grades: PriceGrade[] }) {
  return (
    <section class="stack stack-tight">
      <h2>{words.value.event.prices}</h2>
      <ul class="price-list">
        {grades.map(({ code, name, priceWon }, index) => (
          <li key={code}>
            <GradeMark grade={index} />
            <span>{say(name)}</span>
            <strong class="figures">{formatWon(priceWon)}</strong>
          </li>
        ))}
      </ul>
      <p class="quiet small">{words.value.event.noFees}</p>
      <p class="quiet small">{words.value.event.returns(fromHour, toHour)}</p>
    </section>
  )
}
