import { type LineStatus, peopleAhead } from '@tiketi/contracts/queue'
import { serverNow } from '../clock/server-clock.ts'
import { useNow } from '../clock/use-now.ts'
import { Countdown } from '../components/countdown.tsx'
import { useTitle } from '../components/use-title.ts'
import { formatClock, formatCount } from '../language/format.ts'
import { words } from '../language/language.ts'
import { progress, waitRange } from './estimate.ts'
import type { KeptPlace } from './kept-place.ts'

interface PlaceStubProps {
  place: KeptPlace
  status: LineStatus
  timeZone: string
  title: string
}

/** The place in the line: how many are before it, how long that takes, and what the server's clock says. */
export function PlaceStub({ place, status, timeZone, title }: PlaceStubProps) {
  const w = words.value.waitingRoom
  const numbered = place.number > 0
  const ahead = peopleAhead(status, place.number)
  const waiting = numbered && (status.state === 'open' || status.state === 'paused' || status.state === 'all-held')
  const scheduled = status.state === 'scheduled'
  useTitle(waiting ? `${w.aheadShort(formatCount(ahead))} · ${title}` : title)
  return (
    <section class={`place stub place-${status.state}`} aria-label={w.place}>
      <div class="stub-body place-body">
        {scheduled ? (
          <>
            <p class="place-label">{w.opensIn}</p>
            <Countdown to={status.opensAt} />
          </>
        ) : waiting ? (
          <>
            <p class="place-label">{w.ahead}</p>
            <p class="place-ahead figures">{formatCount(ahead)}</p>
            <progress class="place-progress" aria-label={w.way} value={progress(ahead, place.aheadAtFirst)} max={1} />
          </>
        ) : null}
        <p class="place-state" role="status">
          <StateWords status={status} ahead={ahead} numbered={numbered} />
        </p>
      </div>
      <div class="stub-tear">
        <dl class="place-facts figures">
          {numbered ? (
            <div>
              <dt>{w.yourNumber}</dt>
              <dd>{formatCount(place.number)}</dd>
            </div>
          ) : (
            <div>
              <dt>{w.inLobby}</dt>
              <dd>{formatCount(status.lobby.people)}</dd>
            </div>
          )}
          <div>
            <dt>{w.seatsFree}</dt>
            <dd>{formatCount(status.seatsFree)}</dd>
          </div>
          <div>
            <dt>{w.serverClock}</dt>
            <dd>
              <ServerClock timeZone={timeZone} />
            </dd>
          </div>
        </dl>
      </div>
    </section>
  )
}

function ServerClock({ timeZone }: { timeZone: string }) {
  useNow()
  return <time>{formatClock(serverNow(), timeZone)}</time>
}

/** Changes only when what it says does, since it is read out. */
function StateWords({ status, ahead, numbered }: { status: LineStatus; ahead: number; numbered: boolean }) {
  const w = words.value.waitingRoom
  if (!numbered && status.state === 'scheduled') return <>{w.lobby[status.lobby.state]}</>
  if (status.state === 'paused') return <>{w.pauses[status.reason ?? 'line-away']}</>
  if (!numbered) return <>{w.lobby.drawn}</>
  if (status.state !== 'open') return <>{w.states[status.state]}</>
  const range = waitRange(ahead, status.callsPerSecond)
  return (
    <>
      <strong class="figures">{range ? w.range(range.fromMinutes, range.toMinutes) : w.noPaceYet}</strong>
      {status.seatsFree < ahead ? <span class="place-doubt">{w.fewerSeats}</span> : null}
    </>
  )
}
