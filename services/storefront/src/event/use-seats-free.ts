import type { Performance } from '@tiketi/contracts/event'
import type { SeatStatus } from '@tiketi/contracts/reservation'
import { useEffect } from 'preact/hooks'
import { send } from '../api/send.ts'
import { useLoaded } from '../components/use-loaded.ts'

const LOOK_AGAIN_MS = 15_000

/** How many seats of a performance are free while it sells; null while that is not known. */
export function useSeatsFree({ id }: Performance, selling: boolean): number | null {
  const { value, reload } = useLoaded(selling ? id : null, async (signal) => {
    const { free } = await send<SeatStatus>(`/api/reservation/performances/${id}/seats`, { signal })
    return { free }
  })
  useEffect(() => {
    if (!selling) return
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [id, selling])
  return value?.free ?? null
}
