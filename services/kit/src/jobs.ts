import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from './log.ts'
import { counter } from './metrics.ts'

export interface Job {
  /** Starts no further run and waits for the one under way. */
  stop(): Promise<void>
}

const failedTotal = counter('job_failed_total', 'Runs of a job that ended with an error', ['job'])

/**
 * Runs something again and again, about `ms` after the end of the last run, so that it never overlaps itself. The first
 * run comes at a random moment within `ms` and every wait varies by a tenth, so that pods do not march in step. A run
 * that fails is logged and counted, and the next one comes as if it had not.
 */
export function every(ms: number, name: string, run: () => Promise<unknown>, log: Log): Job {
  const stopped = new AbortController()
  const wait = (delay: number) => pause(delay, undefined, { signal: stopped.signal }).catch(() => {})

  async function repeat() {
    await wait(ms * Math.random())
    while (!stopped.signal.aborted) {
      try {
        await run()
      } catch (error) {
        failedTotal.inc({ job: name })
        log.error({ err: error, job: name }, 'job failed')
      }
      await wait(ms * (0.9 + Math.random() / 5))
    }
  }

  const repeating = repeat()
  return {
    async stop() {
      stopped.abort()
      await repeating
    },
  }
}
