import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { PasswordField } from '../components/password-field.tsx'
import { State } from '../components/state.tsx'
import { useAct } from '../components/use-act.ts'
import { useTitle } from '../components/use-title.ts'
import { words } from '../language/language.ts'
import { completeReset } from '../session/session.ts'
import { type Faults, faultsOf, findFaults } from './faults.ts'
import { Form } from './form.tsx'
import { mailToken } from './mail-token.ts'

export default function ResetPage() {
  const w = words.value.account
  useTitle(w.newPassword)
  const [password, setPassword] = useState('')
  const [found, setFound] = useState<Faults>({})
  const [done, setDone] = useState(false)
  const act = useAct()

  function check() {
    const wrong = findFaults({ newPassword: password }, w)
    setFound(wrong)
    return wrong
  }
  async function reset() {
    const token = mailToken()
    if (await act.run(() => completeReset({ token, password }))) setDone(true)
  }

  if (done)
    return (
      <State mark="ticket" title={w.passwordChanged} text={w.passwordChangedMeans}>
        <Button kind="primary" href="/login">
          {w.logIn}
        </Button>
      </State>
    )
  return (
    <Form
      title={w.newPassword}
      act={w.setPassword}
      busy={act.busy}
      problem={act.problem}
      check={check}
      onSend={reset}
      after={<a href="/forgot">{w.sendResetMail}</a>}
    >
      <PasswordField
        label={w.newPassword}
        autocomplete="new-password"
        hint={w.passwordHint}
        value={password}
        onInput={setPassword}
        fault={{ ...faultsOf(act.problem), ...found }.password}
      />
    </Form>
  )
}
