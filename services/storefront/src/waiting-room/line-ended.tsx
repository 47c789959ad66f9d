import { Button } from '../components/button.tsx'
import { State } from '../components/state.tsx'
import { words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'
import type { Ending, Line } from './line.ts'

/** This page no longer follows the line. */
export function LineEnded({ line, ending, eventId }: { line: Line; ending: Ending; eventId: string }) {
  const w = words.value.waitingRoom
  return (
    <State mark="clock" title={w.endings[ending]} text={w.endingMeans[ending]}>
      {ending === 'replaced' ? (
        <Button kind="primary" onClick={line.enter}>
          {w.continueHere}
        </Button>
      ) : (
        <Button kind="primary" href={paths.event(eventId)}>
          {w.backToEvent}
        </Button>
      )}
    </State>
  )
}
