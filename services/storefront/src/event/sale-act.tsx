import type { Event, Performance } from '@tiketi/contracts/event'
import { Button } from '../components/button.tsx'
import { Countdown } from '../components/countdown.tsx'
import { formatCount, formatWhen } from '../language/format.ts'
import { locale, words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'
import { salePhase } from './sale-phase.ts'
import { useSeatsFree } from './use-seats-free.ts'

interface SaleActProps {
  event: Event
  performance: Performance
  now: number
}

/** The one thing to do next for a performance. */
export function SaleAct({ event, performance, now }: SaleActProps) {
  const w = words.value
  const { onSale } = performance
  const phase = salePhase(onSale.opensAt, onSale.closesAt, now)
  const free = useSeatsFree(performance, phase === 'open')
  const opens = formatWhen(onSale.opensAt, { locale: locale.value, timeZone: event.venue.timeZone, now })
  const to = (onSale.waitingRoom ? paths.waitingRoom : paths.seats)(event.id, performance.id)
  return (
    <div class="sale-act">
      {phase === 'soon' ? (
        <div class="sale-act-clock">
          <Countdown to={onSale.opensAt} />
          <p class="quiet small">{w.sale.serverClock}</p>
        </div>
      ) : (
        <p class="sale-act-free small figures">
          {phase === 'over' ? w.sale.overMeans : free === null ? '\u00a0' : w.sale.seatsFree(formatCount(free))}
        </p>
      )}
      {phase === 'over' ? (
        <Button kind="primary" wide disabled>
          {w.sale.over}
        </Button>
      ) : phase === 'soon' && !onSale.waitingRoom ? (
        <Button kind="primary" wide disabled>
          {w.sale.opensAt(opens)}
        </Button>
      ) : (
        <Button kind="primary" wide href={to}>
          {onSale.waitingRoom ? w.sale.enterWaitingRoom : w.sale.chooseSeats}
        </Button>
      )}
      {phase === 'open' && free === 0 && onSale.id !== onSale.presale?.id ? (
        <Button wide href={paths.waitingList(event.id, performance.id)}>
          {w.waitingList.title}
        </Button>
      ) : null}
      <p class="quiet small sale-act-limit">{w.sale.limit(onSale.limitPerPerson)}</p>
    </div>
  )
}
