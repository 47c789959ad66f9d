import { SEAT_STATE } from '@tiketi/contracts/reservation'
import { GradeMark } from '../components/grade-mark.tsx'
import { formatWon } from '../language/format.ts'
import { say, words } from '../language/language.ts'
import type { Hall, HallRow } from './hall.ts'
import { seatSentence } from './seat-words.ts'

interface SeatListRowProps {
  hall: Hall
  row: HallRow
  states: Uint8Array
  chosen: ReadonlySet<number>
  onSeat: (seat: number) => void
}

export function SeatListRow({ hall, row, states, chosen, onSeat }: SeatListRowProps) {
  const w = words.value.seats
  const grade = hall.grades[row.grade]!
  const seats = Array.from({ length: row.seats }, (_, place) => row.first + place)
  const open = seats.filter((seat) => states[seat] === SEAT_STATE.free || chosen.has(seat))
  return (
    <section class="seat-list-row" aria-label={w.row(row.label)}>
      <h3>
        {w.row(row.label)}
        <span class="quiet small figures">
          <GradeMark grade={row.grade} />
          {say(grade.name)} {formatWon(grade.priceWon)}
        </span>
      </h3>
      {open.length === 0 ? (
        <p class="quiet small">{w.rowTaken}</p>
      ) : (
        <div class="seat-list-seats">
          {open.map((seat) => {
            const number = row.firstNumber + seat - row.first
            return (
              <button
                key={seat}
                type="button"
                class="figures"
                aria-pressed={chosen.has(seat)}
                aria-label={`${number}: ${seatSentence(hall, seat, states, chosen)}`}
                onClick={() => onSeat(seat)}
              >
                {number}
              </button>
            )
          })}
        </div>
      )}
    </section>
  )
}
