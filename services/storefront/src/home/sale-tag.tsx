import type { EventSummary } from '@tiketi/contracts/event'
import { salePhase } from '../event/sale-phase.ts'
import { formatWhen } from '../language/format.ts'
import { locale, words } from '../language/language.ts'

interface SaleTagProps {
  event: Pick<EventSummary, 'saleOpensAt' | 'saleClosesAt' | 'venue'>
  now: number
}

/** Where the sale of an event stands. */
export function SaleTag({ event, now }: SaleTagProps) {
  const w = words.value.sale
  const phase = salePhase(event.saleOpensAt, event.saleClosesAt, now)
  if (phase === 'open') return <span class="tag tag-live">{w.open}</span>
  if (phase === 'over') return <span class="tag tag-over">{w.over}</span>
  const opens = formatWhen(event.saleOpensAt, { locale: locale.value, timeZone: event.venue.timeZone, now })
  return <span class="tag tag-soon figures">{w.opensAt(opens)}</span>
}
