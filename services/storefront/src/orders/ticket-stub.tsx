import type { Gift } from '@tiketi/contracts/gift'
import { formatWhen, formatWon } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { QrCode } from './qr-code.tsx'

interface TicketStubProps {
  of: Pick<Gift, 'title' | 'startsAt' | 'timeZone' | 'venue'>
  place: Gift['place']
  /** Null where somebody else has it. */
  code: string | null
  label: string
  /** Which of an order's tickets it is. */
  tag?: string
  priceWon?: number
}

/** A ticket with its stub, which is torn off at the door. */
export function TicketStub({ of, place, code, label, tag, priceWon }: TicketStubProps) {
  const w = words.value.orders
  return (
    <article class={`ticket stub ${code ? 'stub-side' : ''}`} aria-label={label}>
      <div class="stub-body ticket-body">
        {tag ? <p class="tag tag-kind">{tag}</p> : null}
        <h2>{say(of.title)}</h2>
        <p class="figures">{formatWhen(of.startsAt, { locale: locale.value, timeZone: of.timeZone })}</p>
        <p class="quiet">{say(of.venue)}</p>
        <dl class="ticket-seat figures">
          <div>
            <dt>{place.row === null ? w.standing : w.section}</dt>
            <dd>{say(place.section)}</dd>
          </div>
          {place.row === null ? null : (
            <>
              <div>
                <dt>{w.row}</dt>
                <dd>{place.row}</dd>
              </div>
              <div>
                <dt>{w.seat}</dt>
                <dd>{place.number}</dd>
              </div>
            </>
          )}
          {place.entranceNumber === null ? null : (
            <div>
              <dt>{w.entranceNumber}</dt>
              <dd>{place.entranceNumber}</dd>
            </div>
          )}
        </dl>
        <p class="quiet small figures">
          {place.grade}
          {priceWon === undefined ? '' : ` · ${formatWon(priceWon)}`}
        </p>
      </div>
      {code ? (
        <div class="stub-tear ticket-tear">
          <QrCode text={code} label={w.qr} />
          <p class="quiet small">{w.show}</p>
        </div>
      ) : null}
    </article>
  )
}
