import type { Hold } from '@tiketi/contracts/reservation'
import { HoldClock } from '../checkout/hold-clock.tsx'
import { placesHeld } from '../checkout/places-held.ts'
import { Button } from '../components/button.tsx'
import { CrossMark } from '../components/cross-mark.tsx'
import { GradeMark } from '../components/grade-mark.tsx'
import { formatWon } from '../language/format.ts'
import { say, words } from '../language/language.ts'
import type { Hall } from './hall.ts'
import type { Picked } from './hold-seats.ts'
import { Stepper } from './stepper.tsx'

interface HeldPlacesProps {
  hall: Hall
  hold: Hold
  /** Free places of each standing area. */
  free: readonly number[]
  /** No more tickets are allowed. */
  full: boolean
  busy: boolean
  /** `name` is what comes or goes, in words. */
  onAdd: (picked: Picked, name: string) => void
  onDrop: (picked: Picked, name: string) => void
  onRelease: () => void
  /** The time is over. */
  onOver: () => void
}

/** What is held already and how long, each place with the way to let it go; the last one goes with the whole hold only. */
export function HeldPlaces(props: HeldPlacesProps) {
  const { hall, hold, free, full, busy, onAdd, onDrop, onRelease, onOver } = props
  const w = words.value.seats
  const held = placesHeld(hold)
  const gradeOf = (code: string) => hall.grades.findIndex((grade) => grade.code === code)
  const oneIn = (area: number): Picked => ({
    seats: [],
    standing: hall.areas.map(({ index }) => Number(index === area)),
  })
  return (
    <section class="held" aria-labelledby="held">
      <div class="held-head">
        <h2 id="held">{w.holding(held)}</h2>
        <HoldClock deadline={hold.deadline} onOver={onOver} />
      </div>
      <ul class="chosen-seats">
        {hold.seats.map(({ seat, section, row, number, grade, priceWon }) => {
          const name = w.name(say(section), row, number)
          return (
            <li key={seat}>
              <GradeMark grade={gradeOf(grade)} />
              <span class="chosen-seats-name">{name}</span>
              <strong class="figures">{formatWon(priceWon)}</strong>
              <Button
                kind="quiet"
                label={w.letGo(name)}
                busy={busy}
                disabled={held === 1}
                onClick={() => onDrop({ seats: [seat], standing: [] }, name)}
              >
                <CrossMark />
              </Button>
            </li>
          )
        })}
        {hold.standing.map(({ area, name: text, grade, places, priceWon }) => {
          const name = say(text)
          const most = full || hold.offered ? places : places + (free[area] ?? 0)
          return (
            <li key={`floor ${area} ${priceWon}`}>
              <GradeMark grade={gradeOf(grade)} />
              <span class="chosen-seats-name">
                {name}
                <span class="quiet small figures">{formatWon(priceWon * places)}</span>
              </span>
              <Stepper
                name={w.placesIn(name)}
                fewer={w.letGo(w.onePlaceIn(name))}
                more={w.addOne(w.onePlaceIn(name))}
                value={places}
                least={held === places ? 1 : 0}
                most={busy ? places : most}
                onValue={(value) => (value < places ? onDrop : onAdd)(oneIn(area), w.onePlaceIn(name))}
              />
            </li>
          )
        })}
      </ul>
      <Button kind="quiet" busy={busy} onClick={onRelease}>
        {w.release}
      </Button>
    </section>
  )
}
