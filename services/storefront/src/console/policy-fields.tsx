import { Button } from '../components/button.tsx'
import { consoleWords } from './console-words.ts'
import { Check, Input } from './inputs.tsx'
import type { PolicyForm, TierForm } from './policy-form.ts'

/** What giving tickets back costs, from many days before the performance to few. */
export function PolicyFields({ form, onChange }: { form: PolicyForm; onChange: (form: PolicyForm) => void }) {
  const w = consoleWords().policy
  const set = (change: Partial<PolicyForm>) => onChange({ ...form, ...change })
  const setTier = (at: number, change: Partial<TierForm>) =>
    set({ tiers: form.tiers.with(at, { ...form.tiers[at]!, ...change }) })
  return (
    <section class="stack" aria-label={w.title}>
      <h2>{w.title}</h2>
      <p class="quiet small">{w.means}</p>
      <Check
        label={w.freeOnDayOfOrder}
        checked={form.freeOnDayOfOrder}
        onChange={(freeOnDayOfOrder) => set({ freeOnDayOfOrder })}
      />
      <div class="both">
        <Input type="number" label={w.freeDays} value={form.freeDays} onInput={(freeDays) => set({ freeDays })} />
        <Input type="number" label={w.freeUntil} value={form.freeUntil} onInput={(freeUntil) => set({ freeUntil })} />
      </div>
      {form.tiers.map((tier, at) => (
        <fieldset class="date-fields" key={at}>
          <legend>{w.tier(at + 1)}</legend>
          <div class="both">
            <Input
              type="number"
              label={w.daysBefore}
              value={tier.daysBefore}
              onInput={(daysBefore) => setTier(at, { daysBefore })}
            />
            <Input
              type="number"
              label={w.percent}
              value={tier.percent}
              onInput={(percent) => setTier(at, { percent })}
            />
          </div>
          <Input type="number" label={w.mostWon} value={tier.mostWon} onInput={(mostWon) => setTier(at, { mostWon })} />
          <Button kind="quiet" onClick={() => set({ tiers: form.tiers.toSpliced(at, 1) })}>
            {w.removeTier(at + 1)}
          </Button>
        </fieldset>
      ))}
      {form.tiers.length < 10 ? (
        <Button onClick={() => set({ tiers: [...form.tiers, { daysBefore: '', percent: '', mostWon: '' }] })}>
          {w.addTier}
        </Button>
      ) : null}
      <div class="both">
        <Input
          type="number"
          label={w.cutOffDays}
          value={form.cutOffDays}
          onInput={(cutOffDays) => set({ cutOffDays })}
        />
        <Input label={w.cutOffTime} value={form.cutOffTime} onInput={(cutOffTime) => set({ cutOffTime })} />
      </div>
    </section>
  )
}
