import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { onSaleWords } from './words.ts'

interface NumberActProps {
  label: string
  hint: string
  /** Null as the sale was set up. */
  value: number | null
  least: number
  busy: boolean
  onSet: (value: number | null) => Promise<boolean>
}

/** A number that may be set or left as it was set up. */
export function NumberAct({ label, hint, value, least, busy, onSet }: NumberActProps) {
  const w = onSaleWords()
  const [text, setText] = useState(value === null ? '' : String(value))
  const [wrong, setWrong] = useState(false)

  function set() {
    const number = text.trim() === '' ? null : Number(text)
    const fits = number === null || (Number.isInteger(number) && number >= least)
    setWrong(!fits)
    if (fits) void onSet(number)
  }
  return (
    <form
      class="on-sale-number"
      onSubmit={(event) => {
        event.preventDefault()
        set()
      }}
    >
      <Field label={label} hint={hint} value={text} onInput={setText} fault={wrong ? w.wrongNumber : undefined} />
      <Button submit busy={busy} label={`${w.save}: ${label}`}>
        {w.save}
      </Button>
    </form>
  )
}
