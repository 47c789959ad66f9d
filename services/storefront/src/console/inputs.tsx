import { useId } from 'preact/hooks'

interface InputProps {
  label: string
  value: string
  onInput: (value: string) => void
  type?: 'text' | 'number' | 'datetime-local'
  lang?: 'ko' | 'en'
  hint?: string
  fault?: string | undefined
  /** So many lines of text. */
  lines?: number
}

export function Input({ label, value, onInput, type = 'text', lang, hint, fault, lines }: InputProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined
  const shared = {
    id,
    value,
    ...(lang && { lang }),
    'aria-describedby': described,
    'aria-invalid': fault ? ('true' as const) : undefined,
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {lines ? (
        <textarea {...shared} rows={lines} onInput={({ currentTarget }) => onInput(currentTarget.value)} />
      ) : (
        <input
          {...shared}
          type={type as 'text'}
          min={type === 'number' ? 0 : undefined}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
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

interface ChoiceProps {
  label: string
  value: string
  onChange: (value: string) => void
  options: { value: string; name: string }[]
}

export function Choice({ label, value, onChange, options }: ChoiceProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  )
}

export function Check({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (on: boolean) => void
}) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
      {label}
    </label>
  )
}

interface BothProps {
  label: string
  value: { ko: string; en: string }
  onInput: (value: { ko: string; en: string }) => void
  names: { ko: string; en: string }
  lines?: number
}

/** One text in both languages, side by side. */
export function Both({ label, value, onInput, names, lines }: BothProps) {
  return (
    <div class="both">
      {(['ko', 'en'] as const).map((lang) => (
        <Input
          key={lang}
          lang={lang}
          label={`${label} (${names[lang]})`}
          value={value[lang]}
          onInput={(text) => onInput({ ...value, [lang]: text })}
          {...(lines && { lines })}
        />
      ))}
    </div>
  )
}
