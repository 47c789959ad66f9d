import { useEffect, useState } from 'preact/hooks'
import { Field } from '../components/field.tsx'
import { PasswordField } from '../components/password-field.tsx'
import { useAct } from '../components/use-act.ts'
import { useTitle } from '../components/use-title.ts'
import { words } from '../language/language.ts'
import { go, here } from '../routing/location.ts'
import { insidePath } from '../session/return-path.ts'
import { logIn, user } from '../session/session.ts'
import { type Faults, findFaults } from './faults.ts'
import { Form } from './form.tsx'
import { GoogleButton } from './google-button.tsx'

export default function LogInPage() {
  const w = words.value.account
  useTitle(w.logIn)
  const next = insidePath(here.value.query.get('next')) ?? '/'
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [faults, setFaults] = useState<Faults>({})
  const act = useAct()
  const loggedIn = user.value !== null

  useEffect(() => {
    if (loggedIn) go(next, { replace: true })
  }, [loggedIn])

  function check() {
    const found = findFaults({ email: email.trim(), password }, w)
    setFaults(found)
    return found
  }
  return (
    <Form
      title={w.logIn}
      text={next === '/' ? undefined : w.logInToGoOn}
      act={w.logIn}
      busy={act.busy}
      problem={act.problem}
      check={check}
      onSend={() => act.run(() => logIn({ email: email.trim(), password }))}
      after={
        <>
          <GoogleButton next={next} />
          <a href={`/register?next=${encodeURIComponent(next)}`}>{w.noAccountYet}</a>
          <a href="/forgot">{w.forgot}</a>
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
      <PasswordField
        label={w.password}
        autocomplete="current-password"
        value={password}
        onInput={setPassword}
        fault={faults.password}
      />
    </Form>
  )
}
