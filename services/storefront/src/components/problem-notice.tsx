import { type ProblemError, sentenceFor } from '../api/problem.ts'
import { words } from '../language/language.ts'
import { Notice } from './notice.tsx'

/** What went wrong with something the buyer did, in plain words. */
export function ProblemNotice({ problem }: { problem: ProblemError | null }) {
  if (!problem) return null
  const wait = problem.retryAfterSeconds
  return (
    <Notice kind="danger" urgent>
      {sentenceFor(problem, words.value.problems)}
      {wait && problem.status === 429 ? ` ${words.value.tryAgainIn(wait)}` : ''}
    </Notice>
  )
}
