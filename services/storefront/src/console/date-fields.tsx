import type { PlanSummary, PresaleBy } from '@tiketi/contracts/event'
import { Button } from '../components/button.tsx'
import { formatCount } from '../language/format.ts'
import { consoleWords } from './console-words.ts'
import type { DateForm } from './draft-form.ts'
import { Check, Choice, Input } from './inputs.tsx'
import { presaleWords } from './presale-words.ts'

interface DateFieldsProps {
  number: number
  date: DateForm
  plans: PlanSummary[]
  onChange: (date: DateForm) => void
  onRemove: (() => void) | undefined
}

/** A performance with its plan and its sale. */
export function DateFields({ number, date, plans, onChange, onRemove }: DateFieldsProps) {
  const w = consoleWords()
  const p = presaleWords()
  const set = (change: Partial<DateForm>) => onChange({ ...date, ...change })
  const options = [
    { value: '', name: w.choosePlan },
    ...plans.map(({ id, name, seats }) => ({ value: id, name: `${name} (${w.places(formatCount(seats))})` })),
  ]
  return (
    <fieldset class="date-fields">
      <legend>{w.performance(number)}</legend>
      <div class="both">
        <Input
          type="datetime-local"
          label={w.startsAt}
          value={date.startsAt}
          onInput={(startsAt) => set({ startsAt })}
        />
        <Choice label={w.plan} value={date.planId} options={options} onChange={(planId) => set({ planId })} />
        <Input
          type="datetime-local"
          label={w.saleOpensAt}
          value={date.opensAt}
          onInput={(opensAt) => set({ opensAt })}
        />
        <Input
          type="datetime-local"
          label={w.saleClosesAt}
          value={date.closesAt}
          onInput={(closesAt) => set({ closesAt })}
        />
        <Input
          type="number"
          label={w.limitPerPerson}
          value={date.limitPerPerson}
          onInput={(limitPerPerson) => set({ limitPerPerson })}
        />
        <Input
          type="number"
          label={w.admissionsPerSecond}
          value={date.admissionsPerSecond}
          onInput={(admissionsPerSecond) => set({ admissionsPerSecond })}
        />
      </div>
      <Check label={w.waitingRoom} checked={date.waitingRoom} onChange={(waitingRoom) => set({ waitingRoom })} />
      <Check
        label={w.virtualAccounts}
        checked={date.virtualAccounts}
        onChange={(virtualAccounts) => set({ virtualAccounts })}
      />
      <Check label={p.with} checked={date.presale} onChange={(presale) => set({ presale })} />
      {date.presale ? (
        <div class="both">
          <Input
            type="datetime-local"
            label={p.opensAt}
            value={date.presaleOpensAt}
            onInput={(presaleOpensAt) => set({ presaleOpensAt })}
          />
          <Input
            type="datetime-local"
            label={p.closesAt}
            value={date.presaleClosesAt}
            onInput={(presaleClosesAt) => set({ presaleClosesAt })}
          />
          <Choice
            label={p.by}
            value={date.presaleBy}
            options={Object.entries(p.bys).map(([value, name]) => ({ value, name }))}
            onChange={(presaleBy) => set({ presaleBy: presaleBy as PresaleBy })}
          />
        </div>
      ) : null}
      {onRemove ? (
        <Button kind="quiet" label={w.removePerformance(number)} onClick={onRemove}>
          {w.removePerformance(number)}
        </Button>
      ) : null}
    </fieldset>
  )
}
