import type { Event, Performance } from '@tiketi/contracts/event'
import { useEffect, useState } from 'preact/hooks'
import { isAway } from '../api/problem.ts'
import { Failed } from '../components/failed.tsx'
import { Steps } from '../components/steps.tsx'
import { useComeBack } from '../components/use-come-back.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { getOwnSale } from '../event/get-own-sale.ts'
import { formatWhen } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { type PageProps, paths } from '../routing/routes.ts'
import { sessionAway } from '../session/session.ts'
import { useBuyer } from '../session/use-buyer.ts'
import { keptPass } from './kept-pass.ts'
import { type KeptRoom, keepRoom, keptRoom } from './kept-room.ts'
import { type Line, openLine } from './line.ts'
import { LineView } from './line-view.tsx'
import { RoomAway } from './room-away.tsx'
import './waiting-room.css'

export default function WaitingRoomPage({ params }: PageProps) {
  const { eventId = '', performanceId = '' } = params
  const buyer = useBuyer()
  const loaded = useLoaded(buyer && `${eventId}/${performanceId}`, (signal) =>
    getOwnSale(eventId, performanceId, signal),
  )
  const away = useComeBack(loaded.problem !== null && isAway(loaded.problem), loaded.value !== null, loaded.reload)

  const room = keptRoom(performanceId)
  if (away || sessionAway.value)
    return (
      <div class="page page-reading waiting-room">
        <Steps now={0} />
        {room ? <RoomHeader {...room} /> : <h1>{words.value.waitingRoom.away}</h1>}
        <RoomAway onSaleId={room?.onSaleId} />
      </div>
    )
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  return (
    <div class="page page-reading waiting-room">
      <Steps now={0} />
      {loaded.value && buyer ? (
        <Room {...loaded.value} userId={buyer.id} />
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
    keepRoom(event, performance)
    const opened = openLine(onSaleId, userId)
    setLine(opened)
    void opened.enter()
    return opened.close
  }, [onSaleId, userId])

  return (
    <>
      <RoomHeader title={event.title} startsAt={performance.startsAt} timeZone={event.venue.timeZone} />
      {line ? (
        <LineView line={line} event={event} performance={performance} />
      ) : (
        <div class="skeleton waiting-room-skeleton" />
      )}
    </>
  )
}

function RoomHeader({ title, startsAt, timeZone }: Omit<KeptRoom, 'onSaleId'>) {
  return (
    <header>
      <h1>{say(title)}</h1>
      <p class="quiet figures">{formatWhen(startsAt, { locale: locale.value, timeZone })}</p>
    </header>
  )
}
