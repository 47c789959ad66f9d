import type { EventSummary } from '@tiketi/contracts/event'
import { Poster } from '../components/poster.tsx'
import { formatDays, formatWon } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'
import { SaleTag } from './sale-tag.tsx'

export function EventCard({ event, now, eager }: { event: EventSummary; now: number; eager: boolean }) {
  const days = formatDays(event.firstStartsAt, event.lastStartsAt, {
    locale: locale.value,
    timeZone: event.venue.timeZone,
    now,
  })
  return (
    <li class="event-card">
      <a href={paths.event(event.id)}>
        <Poster src={event.posterUrl} name={say(event.title)} eager={eager} />
        <SaleTag event={event} now={now} />
        <h3>{say(event.title)}</h3>
        <p class="quiet small figures">{days}</p>
        <p class="quiet small">{say(event.venue.name)}</p>
        <p class="small figures">{words.value.fromPrice(formatWon(event.lowestPriceWon))}</p>
      </a>
    </li>
  )
}
