import type { Event, Performance } from '@tiketi/contracts/event'
import type { SeatLayout } from '@tiketi/contracts/reservation'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { ProblemError } from '../api/problem.ts'
import { getLayout } from '../checkout/hold-requests.ts'
import { Failed } from '../components/failed.tsx'
import { Steps } from '../components/steps.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { useTitle } from '../components/use-title.ts'
import { getEvent } from '../event/event-requests.ts'
import { formatWhen } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { type PageProps, paths } from '../routing/routes.ts'
import { useBuyer } from '../session/use-buyer.ts'
import { keptPass } from '../waiting-room/kept-pass.ts'
import { buildHall } from './hall.ts'
import { PassClock } from './pass-clock.tsx'
import { openSeatFeed, type SeatFeed } from './seat-feed.ts'
import { SeatMap } from './seat-map.tsx'
import { useHeld } from './use-held.ts'
import './choice-panel.css'
import './seat-canvas.css'
import './seat-list.css'
import './seat-map.css'

export default function SeatMapPage({ params }: PageProps) {
  const { eventId = '', performanceId = '' } = params
  const buyer = useBuyer()
  const loaded = useLoaded(`${eventId}/${performanceId}`, async (signal) => {
    const [event, layout] = await Promise.all([getEvent(eventId, signal), getLayout(performanceId, signal)])
    const performance = event.performances.find(({ id }) => id === performanceId)
    if (!performance) throw new ProblemError({ code: 'NOT_FOUND', status: 404 })
    return { event, layout, performance }
  })
  useTitle(words.value.seats.title)
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  return (
    <div class="seats">
      {loaded.value && buyer ? <Seats {...loaded.value} /> : <div class="skeleton seats-skeleton" />}
    </div>
  )
}

interface SeatsProps {
  event: Event
  layout: SeatLayout
  performance: Performance
}

function Seats({ event, layout, performance }: SeatsProps) {
  const w = words.value.seats
  const { onSale, id } = performance
  const hall = useMemo(() => buildHall(layout), [layout])
  const [feed, setFeed] = useState<SeatFeed | null>(null)
  const [asList, setAsList] = useState(false)
  const pass = onSale.waitingRoom ? keptPass(onSale.id) : null
  const held = useHeld(id)
  const mustWait = onSale.waitingRoom && !pass

  useEffect(() => {
    if (mustWait) return go(paths.waitingRoom(event.id, id), { replace: true })
    const opened = openSeatFeed(id, hall)
    setFeed(opened)
    return opened.close
  }, [id, hall])

  const seats = feed?.seats.value
  const problem = feed?.problem.value
  if (problem && !seats) return <Failed problem={problem} retry={() => feed?.resync()} />
  return (
    <>
      <header class="seats-head">
        <div class="seats-steps">
          <Steps now={1} />
        </div>
        <a class="seats-back" href={paths.event(event.id)}>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M12.500 4 6.500 10l6 6" />
          </svg>
          <span class="unseen">{w.back}</span>
        </a>
        <div class="seats-title">
          <h1>{say(event.title)}</h1>
          <p class="quiet small figures">
            {formatWhen(performance.startsAt, { locale: locale.value, timeZone: event.venue.timeZone })}
          </p>
        </div>
        {pass ? (
          <PassClock onSaleId={onSale.id} expiresAt={pass.expiresAt} waitingRoom={paths.waitingRoom(event.id, id)} />
        ) : null}
        <fieldset class="seats-switch" aria-label={w.view}>
          <button type="button" aria-pressed={!asList} onClick={() => setAsList(false)}>
            {w.asMap}
          </button>
          <button type="button" aria-pressed={asList} onClick={() => setAsList(true)}>
            {w.asList}
          </button>
        </fieldset>
      </header>
      {feed && seats ? (
        <SeatMap hall={hall} layout={layout} onSale={onSale} feed={feed} seats={seats} asList={asList} held={held} />
      ) : (
        <div class="skeleton seats-skeleton" />
      )}
    </>
  )
}
