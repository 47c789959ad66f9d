import { useRef, useState } from 'preact/hooks'
import { type ProblemError, toProblem } from '../api/problem.ts'

export interface Act {
  busy: boolean
  problem: ProblemError | null
  /** Runs one act at a time; a second press while it runs does nothing. Says whether it succeeded. */
  run: (work: () => Promise<unknown>) => Promise<boolean>
  /** Forgets what went wrong. */
  clear: () => void
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const running = useRef(false)

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (running.current) return false
    running.current = true
    setBusy(true)
    setProblem(null)
    try {
      await work()
      return true
    } catch (thrown) {
      setProblem(toProblem(thrown))
      return false
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return { busy, problem, run, clear: () => setProblem(null) }
}
