import type { Hold } from '@tiketi/contracts/reservation'
import { useState } from 'preact/hooks'
import { actOnce } from '../api/idempotency-key.ts'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { formatWon } from '../language/format.ts'
import { words } from '../language/language.ts'
import { ask } from '../session/ask.ts'

interface VoucherFieldProps {
  hold: Hold
  onChange: () => void
}

/** A voucher comes off the price here, or goes again. */
export function VoucherField({ hold, onChange }: VoucherFieldProps) {
  const w = words.value.checkout.voucher
  const [open, setOpen] = useState(false)
  const [code, setCode] = useState('')
  const act = useAct()
  const path = `/api/reservation/holds/${hold.id}/voucher`
  // People copy codes with blanks and in small letters.
  const written = code.replaceAll(/[\s-]/g, '').toUpperCase()

  async function change(work: () => Promise<unknown>) {
    if (!(await act.run(work))) return
    setOpen(false)
    onChange()
  }
  const use = () =>
    change(() =>
      actOnce(`voucher.${hold.id}.${written}`, (key) =>
        ask<Hold>(path, { method: 'POST', body: { code: written }, headers: { 'idempotency-key': key } }),
      ),
    )
  if (hold.voucherId)
    return (
      <div class="stack stack-tight">
        <p role="status">{w.used(formatWon(hold.discountWon))}</p>
        <ProblemNotice problem={act.problem} />
        <Button kind="quiet" busy={act.busy} onClick={() => change(() => ask<Hold>(path, { method: 'DELETE' }))}>
          {w.takeOff}
        </Button>
      </div>
    )
  return (
    <div class="stack stack-tight">
      <Button kind="quiet" expanded={open} onClick={() => setOpen(!open)}>
        {w.have}
      </Button>
      {open ? (
        <form
          class="stack stack-tight"
          noValidate
          onSubmit={(submitted) => {
            submitted.preventDefault()
            if (written) use()
          }}
        >
          <Field label={w.code} value={code} onInput={setCode} autocomplete="off" maxLength={40} />
          <ProblemNotice problem={act.problem} />
          <Button submit busy={act.busy}>
            {w.use}
          </Button>
        </form>
      ) : null}
    </div>
  )
}
