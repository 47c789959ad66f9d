import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { State } from '../components/state.tsx'
import { useAct } from '../components/use-act.ts'
import { useTitle } from '../components/use-title.ts'
import { words } from '../language/language.ts'
import { askAuth } from '../session/session.ts'
import { type Faults, findFaults } from './faults.ts'
import { Form } from './form.tsx'

export default function ForgotPage() {
  const w = words.value.account
  useTitle(w.forgot)
  const [email, setEmail] = useState('')
  const [faults, setFaults] = useState<Faults>({})
  const [mailed, setMailed] = useState(false)
  const act = useAct()

  function check() {
    const found = findFaults({ email: email.trim() }, w)
    setFaults(found)
    return found
  }
  async function ask() {
    const body = { email: email.trim() }
    if (await act.run(() => askAuth('/api/auth/resets', { method: 'POST', body }))) setMailed(true)
  }

  if (mailed)
    return (
      <State mark="mail" title={w.lookAtYourMail} text={w.resetSentTo(email.trim())}>
        <Button href="/login">{w.logIn}</Button>
      </State>
    )
  return (
    <Form
      title={w.forgot}
      text={w.forgotText}
      act={w.sendResetMail}
      busy={act.busy}
      problem={act.problem}
      check={check}
      onSend={ask}
      after={<a href="/login">{w.logIn}</a>}
    >
      <Field
        label={w.email}
        type="email"
        autocomplete="username"
        value={email}
        onInput={setEmail}
        fault={faults.email}
      />
    </Form>
  )
}
