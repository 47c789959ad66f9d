import type { Event, Performance } from '@tiketi/contracts/event'
import { formatWhen } from '../language/format.ts'
import { locale, words } from '../language/language.ts'
import { salePhase } from './sale-phase.ts'

interface PerformanceChoiceProps {
  event: Event
  performances: Performance[]
  picked: string
  onPick: (performanceId: string) => void
  now: number
}

export function PerformanceChoice({ event, performances, picked, onPick, now }: PerformanceChoiceProps) {
  const w = words.value
  const when = { locale: locale.value, timeZone: event.venue.timeZone, now }
  return (
    <fieldset class="performances">
      <legend>{w.event.performances}</legend>
      {performances.map(({ id, startsAt, onSale, cancelled }) => {
        const phase = salePhase(onSale.opensAt, onSale.closesAt, now)
        return (
          <label key={id} class="performance">
            <input type="radio" name="performance" checked={id === picked} onChange={() => onPick(id)} />
            <span class="performance-when figures">{formatWhen(startsAt, when)}</span>
            {cancelled ? (
              <span class="tag tag-over">{w.event.performanceCancelled}</span>
            ) : phase === 'soon' ? (
              <span class="tag tag-soon figures">{w.sale.opensAt(formatWhen(onSale.opensAt, when))}</span>
            ) : phase === 'open' ? (
              <span class="tag tag-live">{w.sale.open}</span>
            ) : (
              <span class="tag tag-over">{w.sale.over}</span>
            )}
          </label>
        )
      })}
    </fieldset>
  )
}
