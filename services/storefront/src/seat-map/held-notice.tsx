import { useState } from 'preact/hooks'
import { getHold, releaseHold } from '../checkout/hold-requests.ts'
import { forgetHold, keptHold } from '../checkout/kept-hold.ts'
import { placesHeld } from '../checkout/places-held.ts'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'

/** Seats that are held already: pay them, or give them back first. */
export function HeldNotice({ performanceId }: { performanceId: string }) {
  const w = words.value.seats
  const kept = keptHold()
  const [released, setReleased] = useState(false)
  const act = useAct()
  const holdId = kept?.performanceId === performanceId && !released ? kept.holdId : null
  const hold = useLoaded(holdId, (signal) => getHold(holdId ?? '', signal)).value
  if (!holdId || hold?.state !== 'held') return null

  async function release() {
    if (!holdId || !(await act.run(() => releaseHold(holdId)))) return
    forgetHold()
    setReleased(true)
  }
  return (
    <div class="seats-held">
      <Notice
        kind="warning"
        title={w.holding(placesHeld(hold))}
        acts={
          <>
            <Button href={paths.checkout(holdId)}>{w.toPayment}</Button>
            <Button kind="quiet" busy={act.busy} onClick={release}>
              {w.release}
            </Button>
          </>
        }
      />
    </div>
  )
}
