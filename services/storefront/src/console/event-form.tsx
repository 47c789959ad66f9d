import type { Category, PlanSummary } from '@tiketi/contracts/event'
import { Button } from '../components/button.tsx'
import { words } from '../language/language.ts'
import { consoleWords } from './console-words.ts'
import { DateFields } from './date-fields.tsx'
import { type DraftForm, newDate } from './draft-form.ts'
import { Both, Check, Choice, Input } from './inputs.tsx'
import { PolicyFields } from './policy-fields.tsx'
import { PosterField } from './poster-field.tsx'

interface EventFormProps {
  form: DraftForm
  onChange: (form: DraftForm) => void
  plans: PlanSummary[]
  /** Of the plans that the dates name. */
  grades: string[]
}

/** All that a draft says, in the order in which an organiser thinks of it. */
export function EventForm({ form, onChange, plans, grades }: EventFormProps) {
  const w = consoleWords()
  const set = (change: Partial<DraftForm>) => onChange({ ...form, ...change })
  const categories = Object.entries(words.value.categories).map(([value, name]) => ({ value, name }))
  return (
    <>
      <section class="stack" aria-label={w.content}>
        <h2>{w.content}</h2>
        <Both label={w.eventTitle} names={w} value={form.title} onInput={(title) => set({ title })} />
        <Both
          label={w.description}
          names={w}
          lines={5}
          value={form.description}
          onInput={(description) => set({ description })}
        />
        <div class="both">
          <Choice
            label={w.category}
            value={form.category}
            options={categories}
            onChange={(category) => set({ category: category as Category })}
          />
          <Input type="number" label={w.ageLimit} value={form.ageLimit} onInput={(ageLimit) => set({ ageLimit })} />
        </div>
        <Input
          label={w.artists}
          hint={w.artistsHint}
          lines={3}
          value={form.artists}
          onInput={(artists) => set({ artists })}
        />
        <Input
          label={w.searchTerms}
          hint={w.searchTermsHint}
          value={form.searchTerms}
          onInput={(searchTerms) => set({ searchTerms })}
        />
        <Check label={w.gifts} checked={form.gifts} onChange={(gifts) => set({ gifts })} />
        <PosterField url={form.posterUrl} onChange={(posterUrl) => set({ posterUrl })} />
      </section>

      <section class="stack" aria-label={w.venue}>
        <h2>{w.venue}</h2>
        <Both label={w.venueName} names={w} value={form.venueName} onInput={(venueName) => set({ venueName })} />
        <Both label={w.address} names={w} value={form.address} onInput={(address) => set({ address })} />
        <Input label={w.timeZone} value={form.timeZone} onInput={(timeZone) => set({ timeZone })} />
      </section>

      <section class="stack" aria-label={w.performances}>
        <h2>{w.performances}</h2>
        {form.dates.map((date, at) => (
          <DateFields
            key={at}
            number={at + 1}
            date={date}
            plans={plans}
            onChange={(changed) => set({ dates: form.dates.with(at, changed) })}
            onRemove={form.dates.length > 1 ? () => set({ dates: form.dates.toSpliced(at, 1) }) : undefined}
          />
        ))}
        <Button onClick={() => set({ dates: [...form.dates, { ...(form.dates.at(-1) ?? newDate()), startsAt: '' }] })}>
          {w.addPerformance}
        </Button>
      </section>

      {grades.length > 0 ? (
        <section class="stack" aria-label={w.prices}>
          <h2>{w.prices}</h2>
          <p class="quiet small">{w.pricesHint}</p>
          {grades.map((code) => {
            const price = form.prices[code] ?? { name: { ko: code, en: code }, won: '' }
            const setPrice = (change: Partial<typeof price>) =>
              set({ prices: { ...form.prices, [code]: { ...price, ...change } } })
            return (
              <fieldset class="date-fields" key={code}>
                <legend>{w.grade(code)}</legend>
                <Both label={w.gradeName(code)} names={w} value={price.name} onInput={(name) => setPrice({ name })} />
                <Input
                  type="number"
                  label={w.gradePrice(code)}
                  value={price.won}
                  onInput={(won) => setPrice({ won })}
                />
              </fieldset>
            )
          })}
        </section>
      ) : null}

      <PolicyFields form={form.refundPolicy} onChange={(refundPolicy) => set({ refundPolicy })} />
    </>
  )
}
