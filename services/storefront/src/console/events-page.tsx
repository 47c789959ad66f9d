import { Button } from '../components/button.tsx'
import { Failed } from '../components/failed.tsx'
import { State } from '../components/state.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { formatWhen } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { ConsoleFrame } from './console-frame.tsx'
import { listEvents } from './console-requests.ts'
import { consoleWords } from './console-words.ts'

/** An organiser's events, newest first. */
export default function EventsPage() {
  const w = consoleWords()
  return (
    <ConsoleFrame title={w.events}>
      <div class="row-acts">
        <Button kind="primary" href="/console/events/new">
          {w.newEvent}
        </Button>
      </div>
      <EventTable />
    </ConsoleFrame>
  )
}

function EventTable() {
  const w = consoleWords()
  const loaded = useLoaded('console events', (signal) => listEvents(null, signal))
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  if (!loaded.value) return <div class="skeleton console-skeleton" />
  if (loaded.value.events.length === 0) return <State title={w.noEvents} text={w.noEventsHint} />
  const when = { locale: locale.value, timeZone: 'Asia/Seoul' }
  return (
    <table class="console-table">
      <thead>
        <tr>
          <th scope="col">{w.columns.title}</th>
          <th scope="col">{w.columns.first}</th>
          <th scope="col">{w.columns.status}</th>
        </tr>
      </thead>
      <tbody>
        {loaded.value.events.map(({ id, title, category, status, firstStartsAt }) => (
          <tr key={id}>
            <td>
              <a href={`/console/events/${id}`}>{say(title)}</a>
              <span class="quiet small">{words.value.categories[category]}</span>
            </td>
            <td class="figures">{formatWhen(firstStartsAt, when)}</td>
            <td>{w.status[status]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
