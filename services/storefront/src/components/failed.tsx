import { type ProblemError, sentenceFor } from '../api/problem.ts'
import { words } from '../language/language.ts'
import { Button } from './button.tsx'
import { State } from './state.tsx'

/** A page or list that could not be loaded. */
export function Failed({ problem, retry }: { problem: ProblemError; retry: () => void }) {
  const w = words.value
  const gone = problem.status === 404
  return (
    <State mark="torn" title={gone ? w.notFound.title : w.failedTitle} text={sentenceFor(problem, w.problems)}>
      {gone ? (
        <Button kind="primary" href="/">
          {w.notFound.home}
        </Button>
      ) : (
        <Button kind="primary" onClick={retry}>
          {w.tryAgain}
        </Button>
      )}
    </State>
  )
}
