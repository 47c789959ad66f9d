import type { Hold } from '@tiketi/contracts/reservation'
import { useState } from 'preact/hooks'
import { getHold } from '../checkout/hold-requests.ts'
import { forgetHold, keptHold } from '../checkout/kept-hold.ts'
import { useLoaded } from '../components/use-loaded.ts'

export interface Held {
  /** What this tab holds of the performance, while it may still change. */
  hold: Hold | null
  changed: (hold: Hold) => void
  /** Looks again: the hold may have ended. */
  reload: () => void
  forget: () => void
}

export function useHeld(performanceId: string): Held {
  const kept = keptHold()
  const [changed, setChanged] = useState<Hold | null>(null)
  const [forgotten, setForgotten] = useState(false)
  const holdId = kept?.performanceId === performanceId && !forgotten ? kept.holdId : null
  const loaded = useLoaded(holdId, (signal) => getHold(holdId ?? '', signal))
  const hold = changed ?? loaded.value
  return {
    hold: holdId && hold?.state === 'held' ? hold : null,
    changed: setChanged,
    reload() {
      setChanged(null)
      loaded.reload()
    },
    forget() {
      forgetHold()
      setForgotten(true)
    },
  }
}
