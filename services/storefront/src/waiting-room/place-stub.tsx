import type { PriceGrade } from '@tiketi/contracts/event'
import { type LineStatus, peopleAhead } from '@tiketi/contracts/queue'
import { waitRange } from '@tiketi/contracts/wait-range'
import { serverNow } from '../clock/server-clock.ts'
import { useNow } from '../clock/use-now.ts'
import { Countdown } from '../components/countdown.tsx'
import { useTitle } from '../components/use-title.ts'
import { formatClock, formatCount } from '../language/format.ts'
import { say, words } from '../language/language.ts'
import { progress } from './estimate.ts'
import type { KeptPlace } from './kept-place.ts'
import { useSpoken } from './use-spoken.ts'

interface PlaceStubProps {
  place: KeptPlace
  status: LineStatus
  timeZone: string
  title: string
  grades: PriceGrade[]
}

/** The place in the line: how many are before it, how long that takes, and what the server's clock says. */
export function PlaceStub({ place, status, timeZone, title, grades }: PlaceStubProps) {
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
        <p class="place-state">
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
        <SeatsByGrade status={status} grades={grades} />
      </div>
    </section>
  )
}

function ServerClock({ timeZone }: { timeZone: string }) {
  useNow()
  return <time>{formatClock(serverNow(), timeZone)}</time>
}

function StateWords({ status, ahead, numbered }: { status: LineStatus; ahead: number; numbered: boolean }) {
  const { main, doubt } = stateWords(status, ahead, numbered)
  const spoken = useSpoken(
    `${main}${doubt ? ` ${doubt}` : ''}`,
    `${status.state} ${status.reason} ${status.lobby.state}`,
  )
  const open = numbered && status.state === 'open'
  return (
    <>
      {open && !doubt ? <strong class="figures">{main}</strong> : main}
      {doubt ? <span class="place-doubt">{doubt}</span> : null}
      <span class="unseen" role="status">
        {spoken}
      </span>
    </>
  )
}

/** A time only where one can be told honestly; else why there is none. */
function stateWords(status: LineStatus, ahead: number, numbered: boolean): { main: string; doubt?: string } {
  const w = words.value.waitingRoom
  if (!numbered && status.state === 'scheduled') return { main: w.lobby[status.lobby.state] }
  if (status.state === 'paused') return { main: w.pauses[status.reason ?? 'line-away'] }
  if (!numbered) return { main: w.lobby.drawn }
  if (status.state !== 'open') return { main: w.states[status.state] }
  if (status.seatsFree <= ahead) return { main: w.noTime, doubt: w.fewerSeats }
  const range = waitRange(ahead, status.callsPerSecond)
  return { main: range ? w.range(range.fromMinutes, range.toMinutes) : w.noPaceYet }
}

function SeatsByGrade({ status, grades }: { status: LineStatus; grades: PriceGrade[] }) {
  const w = words.value.waitingRoom
  if (!status.grades || status.grades.length < 2) return null
  return (
    <ul class="place-grades small figures" aria-label={w.seatsFree}>
      {status.grades.map(({ code, free }) => {
        const name = grades.find((grade) => grade.code === code)?.name
        return (
          <li key={code} class={free === 0 ? 'place-grade-gone' : undefined}>
            {name ? say(name) : code} {free === 0 ? w.gradeGone : formatCount(free)}
          </li>
        )
      })}
    </ul>
  )
}
