import type { OrganiserEvent } from '@tiketi/contracts/event'
import type { RefundRun } from '@tiketi/contracts/refund'
import { useEffect } from 'preact/hooks'
import { Notice } from '../components/notice.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { formatCount, formatWhen, formatWon } from '../language/format.ts'
import { locale } from '../language/language.ts'
import { ask } from '../session/ask.ts'
import { ConsoleProblem } from './console-frame.tsx'
import { consoleWords } from './console-words.ts'

const LOOK_AGAIN_MS = 2_000

/** How far giving back each of these performances is, or what cancelling them would give back. */
export const readRefundRuns = ({ performances }: OrganiserEvent, signal?: AbortSignal): Promise<RefundRun[]> =>
  Promise.all(
    performances.map(({ id }) =>
      ask<RefundRun>(`/api/reservation/organiser/performances/${id}/refund-run`, { signal, fresh: true }),
    ),
  )

/** Of a cancelled event, or of its cancelled dates: how much has been given back, while it goes on. */
export function RefundRuns({ event: all }: { event: OrganiserEvent }) {
  const cancelled = all.performances.filter((performance) => all.status === 'cancelled' || performance.cancelled)
  const event = { ...all, performances: cancelled }
  const w = consoleWords()
  const loaded = useLoaded(`refund runs ${event.id}`, (signal) => readRefundRuns(event, signal))
  const runs = loaded.value
  const over = runs?.every(({ doneAt, owed }) => doneAt && owed.orders === 0)
  useEffect(() => {
    if (over) return
    const timer = setInterval(loaded.reload, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [over])
  if (loaded.problem) return <ConsoleProblem problem={loaded.problem} />
  if (!runs) return <div class="skeleton console-skeleton" />
  return (
    <section class="stack">
      <h2>{w.refunds.title}</h2>
      {over ? <Notice kind="good">{w.refunds.over}</Notice> : <p>{w.refunds.goesOn}</p>}
      <ul class="stack">
        {runs.map(({ performanceId, left, owed, returned, underWay }) => {
          const all = left.orders + owed.orders + returned.orders
          const performance = event.performances.find(({ id }) => id === performanceId)!
          const when = formatWhen(performance.startsAt, { locale: locale.value, timeZone: event.venue.timeZone })
          return (
            <li key={performanceId} class="stack stack-tight">
              <strong>{when}</strong>
              <progress max={Math.max(all, 1)} value={all === 0 ? 1 : returned.orders} aria-label={when} />
              <p class="figures">
                {w.refunds.progress(formatCount(returned.orders), formatCount(all), formatWon(returned.won))}
              </p>
              {underWay > 0 ? <p class="quiet small">{w.refunds.underWay(formatCount(underWay))}</p> : null}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
