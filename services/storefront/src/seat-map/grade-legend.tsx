import { GradeMark } from '../components/grade-mark.tsx'
import { formatWon } from '../language/format.ts'
import { say, words } from '../language/language.ts'
import type { Hall } from './hall.ts'

interface GradeLegendProps {
  hall: Hall
  grade: number | null
  onGrade: (grade: number | null) => void
}

/** What each shape costs; pressing one makes the others step back. */
export function GradeLegend({ hall, grade, onGrade }: GradeLegendProps) {
  return (
    <fieldset class="chips grade-legend" aria-label={words.value.event.prices}>
      {hall.grades.map(({ code, name, priceWon }, index) => (
        <button
          key={code}
          type="button"
          class="chip figures"
          aria-pressed={grade === index}
          onClick={() => onGrade(grade === index ? null : index)}
        >
          <GradeMark grade={index} />
          {say(name)} <strong>{formatWon(priceWon)}</strong>
        </button>
      ))}
    </fieldset>
  )
}
