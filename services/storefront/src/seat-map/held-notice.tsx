import { releaseHold } from '../checkout/hold-requests.ts'
import { placesHeld } from '../checkout/places-held.ts'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { useAct } from '../components/use-act.ts'
import { words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'
import type { Held } from './use-held.ts'

/** Seats that are held already: pay them, change them below, or give them back. */
export function HeldNotice({ held }: { held: Held }) {
  const w = words.value.seats
  const act = useAct()
  const { hold } = held
  if (!hold) return null
  const { id } = hold

  async function release() {
    if (await act.run(() => releaseHold(id))) held.forget()
  }
  return (
    <div class="seats-held">
      <Notice
        kind="warning"
        title={w.holding(placesHeld(hold))}
        acts={
          <>
            <Button href={paths.checkout(id)}>{w.toPayment}</Button>
            <Button kind="quiet" busy={act.busy} onClick={release}>
              {w.release}
            </Button>
          </>
        }
      />
    </div>
  )
}
