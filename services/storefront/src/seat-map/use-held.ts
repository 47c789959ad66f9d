import type { Hold } from '@tiketi/contracts/reservation'
import { useRef, useState } from 'preact/hooks'
import { getHold } from '../checkout/hold-requests.ts'
import { forgetHold, keptHold } from '../checkout/kept-hold.ts'
import { useLoaded } from '../components/use-loaded.ts'

export interface Held {
  /** What this tab holds of the performance, while it may still change. */
  hold: Hold | null
  /** Its time ran out on this page. */
  over: boolean
  changed: (hold: Hold) => void
  /** Looks again: the hold may have ended. */
  reload: () => void
  forget: () => void
}

export function useHeld(performanceId: string): Held {
  const kept = keptHold()
  const [changed, setChanged] = useState<{ hold: Hold; since: Hold | null } | null>(null)
  const [forgotten, setForgotten] = useState(false)
  const lived = useRef(false)
  const holdId = kept?.performanceId === performanceId && !forgotten ? kept.holdId : null
  const loaded = useLoaded(holdId, (signal) => getHold(holdId ?? '', signal))
  // What was loaded after a change knows of it.
  const known = changed?.since === loaded.value ? changed.hold : loaded.value
  const hold = holdId ? known : null
  if (hold?.state === 'held') lived.current = true
  return {
    hold: hold?.state === 'held' ? hold : null,
    over: lived.current && hold?.state === 'expired',
    changed: (hold) => setChanged({ hold, since: loaded.value }),
    reload: loaded.reload,
    forget() {
      forgetHold()
      setForgotten(true)
    },
  }
}
