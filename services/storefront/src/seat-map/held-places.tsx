import type { Hold } from '@tiketi/contracts/reservation'
import { placesHeld } from '../checkout/places-held.ts'
import { Button } from '../components/button.tsx'
import { CrossMark } from '../components/cross-mark.tsx'
import { GradeMark } from '../components/grade-mark.tsx'
import { formatWon } from '../language/format.ts'
import { say, words } from '../language/language.ts'
import type { Hall } from './hall.ts'
import type { Picked } from './hold-seats.ts'

interface HeldPlacesProps {
  hall: Hall
  hold: Hold
  busy: boolean
  /** `name` is what is dropped, in words. */
  onDrop: (picked: Picked, name: string) => void
}

/** What is held already, each place with the way to let it go; the last one goes with the whole hold only. */
export function HeldPlaces({ hall, hold, busy, onDrop }: HeldPlacesProps) {
  const w = words.value.seats
  const last = placesHeld(hold) === 1
  const gradeOf = (code: string) => hall.grades.findIndex((grade) => grade.code === code)
  const drop = (picked: Picked, name: string) => (
    <Button kind="quiet" label={w.letGo(name)} busy={busy} disabled={last} onClick={() => onDrop(picked, name)}>
      <CrossMark />
    </Button>
  )
  return (
    <ul class="chosen-seats held-places" aria-label={w.heldPlaces}>
      {hold.seats.map(({ seat, section, row, number, grade, priceWon }) => (
        <li key={seat}>
          <GradeMark grade={gradeOf(grade)} />
          <span class="chosen-seats-name">
            {w.name(say(section), row, number)}
            <span class="quiet small">{w.yours}</span>
          </span>
          <strong class="figures">{formatWon(priceWon)}</strong>
          {drop({ seats: [seat], standing: [] }, w.name(say(section), row, number))}
        </li>
      ))}
      {hold.standing.map(({ area, name, grade, places, priceWon }) => (
        <li key={`floor ${area} ${priceWon}`}>
          <GradeMark grade={gradeOf(grade)} />
          <span class="chosen-seats-name">
            {w.standingPlaces(say(name), places)}
            <span class="quiet small">{w.yours}</span>
          </span>
          <strong class="figures">{formatWon(priceWon * places)}</strong>
          {drop(
            { seats: [], standing: hall.areas.map(({ index }) => Number(index === area)) },
            w.onePlaceIn(say(name)),
          )}
        </li>
      ))}
    </ul>
  )
}
