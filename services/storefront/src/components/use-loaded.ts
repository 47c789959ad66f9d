import { useEffect, useRef, useState } from 'preact/hooks'
import { type ProblemError, toProblem } from '../api/problem.ts'

export interface Loaded<Value> {
  value: Value | null
  problem: ProblemError | null
  reload: () => void
}

/**
 * Loads when `key` changes (null: not yet), and again when the network comes back after a failure. A value stays
 * while its successor for the same key loads.
 */
export function useLoaded<Value>(key: string | null, load: (signal: AbortSignal) => Promise<Value>): Loaded<Value> {
  const [held, setHeld] = useState<{ key: string; value: Value } | null>(null)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [round, setRound] = useState(0)
  const latest = useRef(load)
  latest.current = load

  useEffect(() => {
    if (key === null) return
    const left = new AbortController()
    latest.current(left.signal).then(
      (value) => {
        if (left.signal.aborted) return
        setHeld({ key, value })
        setProblem(null)
      },
      (thrown) => left.signal.aborted || setProblem(toProblem(thrown)),
    )
    return () => left.abort()
  }, [key, round])

  const reload = () => {
    setProblem(null)
    setRound((before) => before + 1)
  }
  const failed = problem !== null
  useEffect(() => {
    if (!failed) return
    addEventListener('online', reload)
    return () => removeEventListener('online', reload)
  }, [failed])

  const current = held?.key === key ? held.value : null
  return { value: current, problem: current ? null : problem, reload }
}
