import type { EventPage } from '@tiketi/contracts/event'
import { useState } from 'preact/hooks'
import { type ProblemError, toProblem } from '../api/problem.ts'
import { useNow } from '../clock/use-now.ts'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { words } from '../language/language.ts'
import { EventCard } from './event-card.tsx'

interface EventListProps {
  page: EventPage
  /** Fetches the page after this one and adds it. */
  more: (cursor: string) => Promise<void>
}

export function EventList({ page, more }: EventListProps) {
  const now = useNow()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ProblemError | null>(null)

  async function loadMore(cursor: string) {
    setBusy(true)
    setProblem(null)
    await more(cursor).catch((thrown) => setProblem(toProblem(thrown)))
    setBusy(false)
  }

  const { next } = page
  return (
    <>
      <ul class="event-list">
        {page.events.map((event, index) => (
          <EventCard key={event.id} event={event} now={now} eager={index < 4} />
        ))}
      </ul>
      <ProblemNotice problem={problem} />
      {next ? (
        <div class="event-list-more">
          <Button busy={busy} onClick={() => loadMore(next)}>
            {words.value.more}
          </Button>
        </div>
      ) : null}
    </>
  )
}
