import type { EventSummary } from '@tiketi/contracts/event'
import { useNow } from '../clock/use-now.ts'
import { Button } from '../components/button.tsx'
import { Countdown } from '../components/countdown.tsx'
import { Poster } from '../components/poster.tsx'
import { salePhase } from '../event/sale-phase.ts'
import { formatDays, formatWhen } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'

/** The sale that opens next, as a ticket. */
export function Hero({ event }: { event: EventSummary }) {
  const now = useNow()
  const w = words.value
  const when = { locale: locale.value, timeZone: event.venue.timeZone, now }
  const soon = salePhase(event.saleOpensAt, event.saleClosesAt, now) === 'soon'
  return (
    <section class="hero stub stub-side" aria-labelledby="hero-title">
      <div class="stub-body hero-body">
        <Poster src={event.posterUrl} name={say(event.title)} eager />
        <div class="hero-text">
          <p class="tag tag-live">{soon ? w.home.nextOnSale : w.sale.open}</p>
          <h2 id="hero-title">{say(event.title)}</h2>
          <p class="quiet">{event.artists.map(say).join(', ')}</p>
          <p class="quiet small figures">
            {formatDays(event.firstStartsAt, event.lastStartsAt, when)}
            <br />
            {say(event.venue.name)}
          </p>
        </div>
      </div>
      <div class="stub-tear hero-tear">
        {soon ? (
          <>
            <Countdown to={event.saleOpensAt} />
            <p class="quiet small figures">{w.sale.opensAt(formatWhen(event.saleOpensAt, when))}</p>
          </>
        ) : (
          <p class="hero-open">{w.home.openNow}</p>
        )}
        <Button kind="primary" wide href={paths.event(event.id)}>
          {soon ? w.home.getReady : w.home.getTickets}
        </Button>
      </div>
    </section>
  )
}
