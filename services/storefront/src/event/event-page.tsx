import type { Event, Performance } from '@tiketi/contracts/event'
import { useState } from 'preact/hooks'
import { useNow } from '../clock/use-now.ts'
import { Failed } from '../components/failed.tsx'
import { Notice } from '../components/notice.tsx'
import { Poster } from '../components/poster.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { useTitle } from '../components/use-title.ts'
import { formatDays } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import type { PageProps } from '../routing/routes.ts'
import { user } from '../session/session.ts'
import { getEvent } from './event-requests.ts'
import { EventSkeleton } from './event-skeleton.tsx'
import './event.css'
import { PerformanceChoice } from './performance-choice.tsx'
import { Presale } from './presale.tsx'
import { readPresaleEntry, saleFor } from './presale-requests.ts'
import { PriceList } from './price-list.tsx'
import { SaleAct } from './sale-act.tsx'
import { salePhase } from './sale-phase.ts'

export default function EventPage({ params }: PageProps) {
  const eventId = params.eventId ?? ''
  const loaded = useLoaded(eventId, (signal) => getEvent(eventId, signal))
  useTitle(loaded.value ? say(loaded.value.title) : undefined)
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  return loaded.value ? <EventView event={loaded.value} /> : <EventSkeleton />
}

function EventView({ event }: { event: Event }) {
  const now = useNow()
  const w = words.value
  const performances = event.performances.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt))
  const [picked, setPicked] = useState<string | null>(null)
  const selling = performances.find(
    ({ onSale, cancelled }) => !cancelled && salePhase(onSale.opensAt, onSale.closesAt, now) !== 'over',
  )
  const performance = performances.find(({ id }) => id === picked) ?? selling ?? performances[0]
  const before = performances.some(({ onSale: { presale } }) => presale && now < Date.parse(presale.closesAt))
  const entry = useLoaded(before && user.value ? `${event.id} ${user.value.id}` : null, (signal) =>
    readPresaleEntry(event.id, signal),
  )
  const entered = entry.value?.entered ?? (entry.problem ? false : null)
  const own = (performance: Performance) => ({
    ...performance,
    onSale: saleFor(performance.onSale, entered === true, now),
  })
  const presale = performance?.onSale.presale
  const first = performances[0]
  const last = performances.at(-1)
  return (
    <article class="page event">
      <Poster src={event.posterUrl} name={say(event.title)} eager />
      <header class="event-head">
        <p class="tag tag-kind">{w.categories[event.category]}</p>
        <h1>{say(event.title)}</h1>
        <p class="event-artists">{event.artists.map(say).join(', ')}</p>
      </header>
      <dl class="facts event-facts">
        <dt>{w.event.dates}</dt>
        <dd class="figures">
          {first && last
            ? formatDays(first.startsAt, last.startsAt, { locale: locale.value, timeZone: event.venue.timeZone })
            : null}
        </dd>
        <dt>{w.event.venue}</dt>
        <dd>
          {say(event.venue.name)}
          <br />
          <span class="quiet small">{say(event.venue.address)}</span>
        </dd>
        <dt>{w.event.age}</dt>
        <dd>{w.event.ageLimit(event.ageLimit)}</dd>
      </dl>
      <div class="event-buy">
        {event.status === 'cancelled' ? (
          <Notice kind="danger" title={w.event.cancelled}>
            {w.event.cancelledMeans}
          </Notice>
        ) : performance ? (
          <>
            <PerformanceChoice
              event={event}
              performances={performances.map(own)}
              picked={performance.id}
              onPick={setPicked}
              now={now}
            />
            {performance.cancelled ? (
              <Notice kind="danger" title={w.event.performanceCancelled}>
                {w.event.cancelledMeans}
              </Notice>
            ) : (
              <>
                {presale && now < Date.parse(presale.closesAt) ? (
                  <Presale event={event} presale={presale} entered={entered} onEntered={entry.reload} now={now} />
                ) : null}
                <SaleAct event={event} performance={own(performance)} now={now} />
              </>
            )}
          </>
        ) : null}
        <PriceList grades={event.grades} />
      </div>
      <section class="event-about">
        <h2>{w.event.about}</h2>
        <p>{say(event.description)}</p>
      </section>
    </article>
  )
}
