import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { formatWon } from '../language/format.ts'
import { say, words } from '../language/language.ts'
import { type Hall, rowOfSeat } from './hall.ts'
import { SeatListRow } from './seat-list-row.tsx'

interface SeatListProps {
  hall: Hall
  states: Uint8Array
  free: readonly number[]
  /** The choice of standing places, if there are any. */
  standing: ComponentChildren
  chosen: ReadonlySet<number>
  grade: number | null
  onSeat: (seat: number) => void
  /** Told which sections are open. */
  onView: (sections: readonly number[]) => void
}

/** The hall as words: sections, their rows, their seats. Everything that the picture can do, it can. */
export function SeatList(props: SeatListProps) {
  const { hall, states, free, standing, chosen, grade, onSeat, onView } = props
  const w = words.value.seats
  const firstChosen = [...chosen][0]
  const [open, setOpen] = useState(firstChosen === undefined ? null : rowOfSeat(hall, firstChosen).section)
  useEffect(() => onView(open === null ? [] : [open]), [open])
  const sections = hall.sections.filter(({ firstRow, rows }) =>
    hall.rows.slice(firstRow, firstRow + rows).some((row) => grade === null || row.grade === grade),
  )
  return (
    <div class="seat-list">
      {standing}
      <ul aria-label={w.list}>
        {sections.map((section) => {
          const shown = open === section.index
          const rows = hall.rows.slice(section.firstRow, section.firstRow + section.rows)
          return (
            <li key={section.index}>
              <h2>
                <button
                  type="button"
                  class="seat-list-section"
                  aria-expanded={shown}
                  onClick={() => setOpen(shown ? null : section.index)}
                >
                  <span>{say(section.name)}</span>
                  <span class="quiet small figures">
                    {w.left(free[section.index] ?? 0)} · {words.value.fromPrice(formatWon(section.lowestPriceWon))}
                  </span>
                </button>
              </h2>
              {shown
                ? rows.map((row) =>
                    grade === null || row.grade === grade ? (
                      <SeatListRow
                        key={row.first}
                        hall={hall}
                        row={row}
                        states={states}
                        chosen={chosen}
                        onSeat={onSeat}
                      />
                    ) : null,
                  )
                : null}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
