import { useEffect } from 'preact/hooks'
import { ProblemError, sentenceFor } from '../api/problem.ts'
import { Button } from '../components/button.tsx'
import { State } from '../components/state.tsx'
import { useAct } from '../components/use-act.ts'
import { useTitle } from '../components/use-title.ts'
import { words } from '../language/language.ts'
import { go, here } from '../routing/location.ts'
import { takeReturn } from '../session/return-path.ts'
import { resumeSession } from '../session/session.ts'

/** Where Google, by way of auth-service, leads back to: logged in, or with what went wrong. */
export default function GooglePage() {
  const w = words.value
  useTitle(w.account.withGoogle)
  const refused = here.value.query.get('problem')
  const act = useAct()
  useEffect(() => {
    if (refused) return
    act.run(resumeSession).then((entered) => entered && go(takeReturn() ?? '/', { replace: true }))
  }, [refused])

  const problem = refused ? new ProblemError({ code: refused, status: 401 }) : act.problem
  if (!problem) return <State mark="clock" title={w.account.googleEntering} />
  return (
    <State mark="torn" title={w.account.googleFailed} text={sentenceFor(problem, w.problems)}>
      <Button kind="primary" href="/login">
        {w.account.logIn}
      </Button>
    </State>
  )
}
