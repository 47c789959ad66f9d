import type { Event, Performance } from '@tiketi/contracts/event'
import { useState } from 'preact/hooks'
import { isAway } from '../api/problem.ts'
import { Button } from '../components/button.tsx'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Notice } from '../components/notice.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { useComeBack } from '../components/use-come-back.ts'
import { say, words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { paths } from '../routing/routes.ts'
import { AlertChoice } from './alert-choice.tsx'
import { CallView } from './call-view.tsx'
import type { Line } from './line.ts'
import { LineEnded } from './line-ended.tsx'
import { PlaceStub } from './place-stub.tsx'
import { RoomAway } from './room-away.tsx'

interface LineViewProps {
  line: Line
  event: Event
  performance: Performance
}

export function LineView({ line, event, performance }: LineViewProps) {
  const w = words.value.waitingRoom
  const [leaving, setLeaving] = useState(false)
  const act = useAct()
  const place = line.place.value
  const status = line.status.value
  const problem = line.problem.value
  const away = useComeBack(problem !== null && isAway(problem), place !== null, line.enter)

  if (line.ending.value) return <LineEnded line={line} ending={line.ending.value} eventId={event.id} />
  if (away || (!status && line.connection.value === 'lost')) return <RoomAway onSaleId={line.onSaleId} />
  if (problem)
    return (
      <div class="stack">
        <ProblemNotice problem={problem} />
        <Button kind="primary" wide onClick={line.enter}>
          {w.joinAgain}
        </Button>
        <Button wide href={paths.event(event.id)}>
          {w.backToEvent}
        </Button>
      </div>
    )
  if (!place || !status) return <div class="skeleton waiting-room-skeleton" />

  const over = status.state === 'sold-out' || status.state === 'closed'
  return (
    <>
      {line.called.value && !over ? (
        <CallView
          line={line}
          claimBy={line.called.value.claimBy}
          title={say(event.title)}
          seats={paths.seats(event.id, performance.id)}
        />
      ) : (
        <PlaceStub
          place={place}
          status={status}
          timeZone={event.venue.timeZone}
          title={say(event.title)}
          grades={event.grades}
        />
      )}
      {line.missed.value ? (
        <Notice kind="warning" title={w.missed} urgent>
          {w.missedMeans}
        </Notice>
      ) : null}
      {line.connection.value === 'lost' ? (
        <Notice kind="warning" title={w.lost}>
          {w.lostMeans}
        </Notice>
      ) : null}
      {over ? (
        <Button kind="primary" wide href="/">
          {w.otherEvents}
        </Button>
      ) : (
        <>
          {line.called.value ? null : <AlertChoice />}
          {status.lobby.people > 0 ? (
            <p class="small">
              <a href={paths.draw(line.onSaleId)}>{w.howDrawn}</a>
            </p>
          ) : null}
          <p class="quiet small">{line.connection.value === 'polling' ? w.ifClosedPolling : w.ifClosed}</p>
          <ProblemNotice problem={act.problem} />
          <Button kind="quiet" wide busy={act.busy} onClick={() => setLeaving(true)}>
            {w.leave}
          </Button>
        </>
      )}
      {leaving ? (
        <ConfirmDialog
          title={w.leaveAsk}
          text={w.leaveMeans}
          act={w.leave}
          onClose={() => setLeaving(false)}
          onAct={async () => {
            setLeaving(false)
            if (await act.run(line.leave)) go(paths.event(event.id))
          }}
        />
      ) : null}
    </>
  )
}
