import { Button } from '../components/button.tsx'
import { CrossMark } from '../components/cross-mark.tsx'
import { GradeMark } from '../components/grade-mark.tsx'
import { formatWon } from '../language/format.ts'
import { say, words } from '../language/language.ts'
import { describeSeat, type Hall } from './hall.ts'
import { seatName } from './seat-words.ts'

interface ChosenSeatsProps {
  hall: Hall
  chosen: readonly number[]
  onRemove: (seat: number) => void
  onShow: (seat: number) => void
}

export function ChosenSeats({ hall, chosen, onRemove, onShow }: ChosenSeatsProps) {
  const w = words.value.seats
  if (chosen.length === 0) return null
  return (
    <ul class="chosen-seats" aria-label={w.choice}>
      {chosen.map((seat) => {
        const { gradeIndex, grade, priceWon } = describeSeat(hall, seat)
        const name = seatName(hall, seat)
        return (
          <li key={seat}>
            <GradeMark grade={gradeIndex} />
            <button type="button" class="chosen-seats-name" title={w.show(name)} onClick={() => onShow(seat)}>
              {name}
              <span class="quiet small">{say(grade)}</span>
            </button>
            <strong class="figures">{formatWon(priceWon)}</strong>
            <Button kind="quiet" label={w.remove(name)} onClick={() => onRemove(seat)}>
              <CrossMark />
            </Button>
          </li>
        )
      })}
    </ul>
  )
}
