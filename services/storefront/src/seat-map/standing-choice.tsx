import { GradeMark } from '../components/grade-mark.tsx'
import { formatWon } from '../language/format.ts'
import { say, words } from '../language/language.ts'
import type { Hall, HallArea } from './hall.ts'
import { areaName } from './seat-words.ts'
import { Stepper } from './stepper.tsx'

interface StandingChoiceProps {
  hall: Hall
  /** Which areas to show. */
  shown: readonly HallArea[]
  /** Free places of each area. */
  free: readonly number[]
  /** Places wanted in each area. */
  standing: readonly number[]
  /** No more tickets are allowed. */
  full: boolean
  onStand: (area: number, places: number) => void
}

/** The floors to stand on, each with how many places are wanted there. */
export function StandingChoice({ hall, shown, free, standing, full, onStand }: StandingChoiceProps) {
  const w = words.value.seats
  if (shown.length === 0) return null
  return (
    <ul class="standing-choice" aria-label={w.standing}>
      {shown.map(({ index, grade, priceWon }) => {
        const [left, wanted] = [free[index] ?? 0, standing[index]!]
        const name = areaName(hall, index)
        return (
          <li key={index}>
            <GradeMark grade={grade} />
            <span class="standing-choice-name">
              {name}
              <span class="quiet small figures">
                {say(hall.grades[grade]!.name)} {formatWon(priceWon)} · {w.placesLeft(left)}
              </span>
            </span>
            <Stepper
              name={w.placesIn(name)}
              fewer={w.standFewer(name)}
              more={w.standMore(name)}
              value={wanted}
              most={full ? wanted : left}
              onValue={(places) => onStand(index, places)}
            />
          </li>
        )
      })}
    </ul>
  )
}
