import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export interface FieldProps {
  label: string
  value: string
  onInput: (value: string) => void
  type?: 'text' | 'email' | 'password' | 'search'
  autocomplete?: string
  hint?: string
  /** What is wrong with the value, in words. */
  fault?: string | undefined
  maxLength?: number
  /** Beside the input, inside its frame. */
  children?: ComponentChildren
}

export function Field({ label, value, onInput, type = 'text', hint, fault, children, ...rest }: FieldProps) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', fault ? `${id}-fault` : ''].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class={children ? 'password-line' : undefined}>
        <input
          id={id}
          type={type as 'text'}
          value={value}
          autocomplete={rest.autocomplete}
          maxLength={rest.maxLength}
          autocapitalize={type === 'text' ? undefined : 'none'}
          spellcheck={false}
          aria-invalid={fault ? 'true' : undefined}
          aria-describedby={described || undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {children}
      </div>
      {hint ? (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      ) : null}
      {fault ? (
        <p id={`${id}-fault`} class="field-fault">
          {fault}
        </p>
      ) : null}
    </div>
  )
}
