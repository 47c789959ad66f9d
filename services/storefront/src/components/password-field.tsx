import { useState } from 'preact/hooks'
import { words } from '../language/language.ts'
import { Field, type FieldProps } from './field.tsx'

/** A password that can be looked at: a phone's keyboard lies. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'children'>) {
  const [seen, setSeen] = useState(false)
  const w = words.value.account
  return (
    <Field {...props} type={seen ? 'text' : 'password'} maxLength={128}>
      <button type="button" aria-pressed={seen} aria-label={w.showPassword} onClick={() => setSeen(!seen)}>
        {seen ? w.hide : w.show}
      </button>
    </Field>
  )
}
