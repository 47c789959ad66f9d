import type { OrganiserEvent } from '@tiketi/contracts/event'
import type { VoucherTerms } from '@tiketi/contracts/voucher'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { useAct } from '../components/use-act.ts'
import { ConsoleProblem } from './console-frame.tsx'
import { consoleWords } from './console-words.ts'
import { Choice, Input } from './inputs.tsx'
import { makeVoucher } from './voucher-requests.ts'
import { voucherWords } from './voucher-words.ts'
import { instantOf } from './zoned-time.ts'

const EMPTY = { code: '', kind: 'percent' as VoucherTerms['kind'], value: '', quota: '', opensAt: '', closesAt: '' }

/** What a voucher says, as its organiser writes it. Times are on the venue's clock. */
export function VoucherForm({ event, onMade }: { event: OrganiserEvent; onMade: () => void }) {
  const w = voucherWords()
  const [form, setForm] = useState(EMPTY)
  const [said, setSaid] = useState<'missing' | 'made'>()
  const act = useAct()
  const set = (change: Partial<typeof EMPTY>) => setForm({ ...form, ...change })
  const { timeZone } = event.venue

  async function make() {
    const [opensAt, closesAt] = [instantOf(form.opensAt, timeZone), instantOf(form.closesAt, timeZone)]
    const filled = form.code && form.value && form.quota && opensAt && closesAt
    setSaid(filled ? undefined : 'missing')
    if (!filled) return
    const { code, kind, value, quota } = form
    const terms = { code, kind, value: Number(value), quota: Number(quota), opensAt, closesAt }
    if (!(await act.run(() => makeVoucher(event.id, terms)))) return
    setForm(EMPTY)
    setSaid('made')
    onMade()
  }
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault()
        make()
      }}
    >
      <h2>{w.make}</h2>
      <div class="both">
        <Input label={w.code} value={form.code} onInput={(code) => set({ code: code.toUpperCase() })} />
        <Input type="number" label={w.quota} value={form.quota} onInput={(quota) => set({ quota })} />
        <Input type="number" label={w.value} value={form.value} onInput={(value) => set({ value })} />
        <Choice
          label={w.kind}
          value={form.kind}
          options={Object.entries(w.kinds).map(([value, name]) => ({ value, name }))}
          onChange={(kind) => set({ kind: kind as VoucherTerms['kind'] })}
        />
        <Input type="datetime-local" label={w.opensAt} value={form.opensAt} onInput={(opensAt) => set({ opensAt })} />
        <Input
          type="datetime-local"
          label={w.closesAt}
          value={form.closesAt}
          onInput={(closesAt) => set({ closesAt })}
        />
      </div>
      {said === 'missing' ? (
        <Notice kind="danger" urgent>
          {consoleWords().required}
        </Notice>
      ) : null}
      {said === 'made' ? <Notice kind="good">{w.made}</Notice> : null}
      <ConsoleProblem problem={act.problem} />
      <div class="row-acts">
        <Button kind="primary" submit busy={act.busy}>
          {w.make}
        </Button>
      </div>
    </form>
  )
}
