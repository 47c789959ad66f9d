import { useEffect } from 'preact/hooks'
import { sentenceFor } from '../api/problem.ts'
import { Button } from '../components/button.tsx'
import { State } from '../components/state.tsx'
import { useAct } from '../components/use-act.ts'
import { useTitle } from '../components/use-title.ts'
import { words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { takeReturn } from '../session/return-path.ts'
import { verifyAddress } from '../session/session.ts'
import { mailToken } from './mail-token.ts'

/** The mail's link leads here: the address is verified, the buyer is logged in and goes on to where they came from. */
export default function VerifyPage() {
  const w = words.value
  useTitle(w.account.verifying)
  const act = useAct()
  const verify = async () => {
    const token = mailToken()
    if (await act.run(() => verifyAddress(token))) go(takeReturn() ?? '/', { replace: true })
  }
  useEffect(() => void verify(), [])

  if (!act.problem) return <State mark="mail" title={w.account.verifying} />
  const lost = act.problem.status === 0 || act.problem.status >= 500
  return (
    <State mark="torn" title={w.account.notVerified} text={sentenceFor(act.problem, w.problems)}>
      {lost ? (
        <Button kind="primary" onClick={verify}>
          {w.tryAgain}
        </Button>
      ) : (
        <Button kind="primary" href="/login">
          {w.account.logIn}
        </Button>
      )}
    </State>
  )
}
