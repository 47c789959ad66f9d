import { useEffect, useRef, useState } from 'preact/hooks'
import { reconnectDelayMs } from '../api/jitter.ts'

/**
 * While `failed`, tries again by itself, ever more seldom and with jitter. True from the first failure until `done`, so
 * that a page does not flicker between tries.
 */
export function useComeBack(failed: boolean, done: boolean, retry: () => void): boolean {
  const tries = useRef(0)
  const [trying, setTrying] = useState(false)
  const latest = useRef(retry)
  latest.current = retry

  useEffect(() => {
    if (!failed) return
    setTrying(true)
    const timer = setTimeout(() => {
      tries.current += 1
      latest.current()
    }, reconnectDelayMs(tries.current))
    return () => clearTimeout(timer)
  }, [failed])
  useEffect(() => {
    if (!done) return
    tries.current = 0
    setTrying(false)
  }, [done])

  return failed || (trying && !done)
}
