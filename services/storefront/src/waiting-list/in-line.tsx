import type { Waiting } from '@tiketi/contracts/waiting'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { words } from '../language/language.ts'
import { leaveWaiting } from './waiting-requests.ts'

export function InLine({ waiting, reload }: { waiting: Waiting; reload: () => void }) {
  const w = words.value.waitingList
  const act = useAct()
  return (
    <>
      <p class="figures" role="status">
        <strong>{w.ahead(waiting.ahead)}</strong>
      </p>
      <p>{w.waitingFor(waiting.places)}</p>
      <p class="quiet small">{w.mailed}</p>
      <ProblemNotice problem={act.problem} />
      <Button
        kind="quiet"
        wide
        busy={act.busy}
        onClick={async () => {
          if (await act.run(() => leaveWaiting(waiting.id))) reload()
        }}
      >
        {w.leave}
      </Button>
    </>
  )
}
