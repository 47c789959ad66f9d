import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { PasswordField } from '../components/password-field.tsx'
import { State } from '../components/state.tsx'
import { useAct } from '../components/use-act.ts'
import { useTitle } from '../components/use-title.ts'
import { locale, words } from '../language/language.ts'
import { here } from '../routing/location.ts'
import { insidePath, logInPath, rememberReturn } from '../session/return-path.ts'
import { askAuth } from '../session/session.ts'
import { type Faults, faultsOf, findFaults } from './faults.ts'
import { Form } from './form.tsx'
import { GoogleButton } from './google-button.tsx'

export default function RegisterPage() {
  const w = words.value.account
  useTitle(w.register)
  const next = insidePath(here.value.query.get('next')) ?? '/'
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [found, setFound] = useState<Faults>({})
  const [mailed, setMailed] = useState(false)
  const act = useAct()
  const faults = { ...faultsOf(act.problem), ...found }

  function check() {
    const wrong = findFaults({ email: email.trim(), name, newPassword: password }, w)
    setFound(wrong)
    return wrong
  }
  async function register() {
    const body = { email: email.trim(), password, name: name.trim(), locale: locale.value }
    const done = await act.run(() => askAuth('/api/auth/accounts', { method: 'POST', body }))
    if (!done) return
    rememberReturn(next)
    setMailed(true)
  }

  if (mailed)
    return (
      <State mark="mail" title={w.lookAtYourMail} text={w.mailSentTo(email.trim())}>
        <p class="quiet small">{w.mailHint}</p>
        <Button onClick={() => setMailed(false)}>{w.otherAddress}</Button>
      </State>
    )
  return (
    <Form
      title={w.register}
      text={w.registerText}
      act={w.register}
      busy={act.busy}
      problem={act.problem}
      check={check}
      onSend={register}
      after={
        <>
          <GoogleButton next={next} />
          <a href={logInPath(next)}>{w.haveAccount}</a>
        </>
      }
    >
      <Field
        label={w.email}
        type="email"
        autocomplete="username"
        value={email}
        onInput={setEmail}
        fault={faults.email}
      />
      <Field label={w.name} autocomplete="name" maxLength={80} value={name} onInput={setName} fault={faults.name} />
      <PasswordField
        label={w.password}
        autocomplete="new-password"
        hint={w.passwordHint}
        value={password}
        onInput={setPassword}
        fault={faults.password}
      />
    </Form>
  )
}
