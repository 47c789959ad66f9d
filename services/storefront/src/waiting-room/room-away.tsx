import { Notice } from '../components/notice.tsx'
import { useTitle } from '../components/use-title.ts'
import { formatCount } from '../language/format.ts'
import { words } from '../language/language.ts'
import { keptNumber } from './kept-place.ts'

/** No server answers: what that means for a place in the line. The page goes on by itself. */
export function RoomAway({ onSaleId }: { onSaleId: string | undefined }) {
  const w = words.value.waitingRoom
  const number = onSaleId ? keptNumber(onSaleId) : null
  useTitle(w.away)
  return (
    <>
      <section class="place stub" aria-label={w.place}>
        <div class="stub-body place-body">
          <div class="room-away-mark" />
          <p class="place-state" role="status">
            <strong>{w.away}</strong>
            <span class="place-doubt">{number === null ? w.awayMeans : w.awayKept}</span>
          </p>
        </div>
        {number ? (
          <div class="stub-tear">
            <dl class="place-facts figures">
              <div>
                <dt>{w.yourNumber}</dt>
                <dd>{formatCount(number)}</dd>
              </div>
            </dl>
          </div>
        ) : null}
      </section>
      <Notice kind="warning">{w.awayStay}</Notice>
    </>
  )
}
