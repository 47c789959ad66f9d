import { useEffect, useState } from 'preact/hooks'
import { serverNow } from './server-clock.ts'

/** The server's clock, rendered anew as each of its seconds begins. */
export function useNow(): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    let timer = 0
    const tick = () => {
      const at = serverNow()
      setNow(at)
      timer = window.setTimeout(tick, 1005 - (at % 1000))
    }
    tick()
    // A phone that slept wakes with an old page.
    const wake = () => document.visibilityState === 'visible' && setNow(serverNow())
    document.addEventListener('visibilitychange', wake)
    return () => {
      window.clearTimeout(timer)
      document.removeEventListener('visibilitychange', wake)
    }
  }, [])
  return now
}
