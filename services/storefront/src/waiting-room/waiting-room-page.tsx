import type { Event, Performance } from '@tiketi/contracts/event'
import { useEffect, useState } from 'preact/hooks'
import { ProblemError } from '../api/problem.ts'
import { Failed } from '../components/failed.tsx'
import { Steps } from '../components/steps.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { getEvent } from '../event/event-requests.ts'
import { formatWhen } from '../language/format.ts'
import { locale, say } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { type PageProps, paths } from '../routing/routes.ts'
import { useBuyer } from '../session/use-buyer.ts'
import { keptPass } from './kept-pass.ts'
import { type Line, openLine } from './line.ts'
import { LineView } from './line-view.tsx'
import './waiting-room.css'

export default function WaitingRoomPage({ params }: PageProps) {
  const { eventId = '', performanceId = '' } = params
  const buyer = useBuyer()
  const loaded = useLoaded(eventId, (signal) => getEvent(eventId, signal))
  const performance = loaded.value?.performances.find(({ id }) => id === performanceId)

  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  if (loaded.value && !performance)
    return <Failed problem={new ProblemError({ code: 'NOT_FOUND', status: 404 })} retry={loaded.reload} />
  return (
    <div class="page page-reading waiting-room">
      <Steps now={0} />
      {loaded.value && performance && buyer ? (
        <Room event={loaded.value} performance={performance} userId={buyer.id} />
      ) : (
        <div class="skeleton waiting-room-skeleton" />
      )}
    </div>
  )
}

interface RoomProps {
  event: Event
  performance: Performance
  userId: string
}

function Room({ event, performance, userId }: RoomProps) {
  const { id: onSaleId, waitingRoom } = performance.onSale
  const [line, setLine] = useState<Line | null>(null)
  const seats = paths.seats(event.id, performance.id)

  useEffect(() => {
    if (!waitingRoom || keptPass(onSaleId)) return go(seats, { replace: true })
    const opened = openLine(onSaleId, userId)
    setLine(opened)
    void opened.enter()
    return opened.close
  }, [onSaleId, userId])

  const when = { locale: locale.value, timeZone: event.venue.timeZone }
  return (
    <>
      <header>
        <h1>{say(event.title)}</h1>
        <p class="quiet figures">{formatWhen(performance.startsAt, when)}</p>
      </header>
      {line ? (
        <LineView line={line} event={event} performance={performance} />
      ) : (
        <div class="skeleton waiting-room-skeleton" />
      )}
    </>
  )
}
