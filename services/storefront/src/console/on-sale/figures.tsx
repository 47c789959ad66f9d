import type { SaleDesk } from '@tiketi/contracts/queue'
import { formatCount } from '../../language/format.ts'
import { onSaleWords } from './words.ts'

/** How the line stands, in numbers. */
export function Figures({ desk: { status, control, admissionsPerSecond, live } }: { desk: SaleDesk }) {
  const w = onSaleWords()
  const set = control.admissionsPerSecond ?? admissionsPerSecond
  const figures: [label: string, value: string, note?: string][] = [
    ...(status.lobby.state === 'drawn' ? [] : [[w.lobby, formatCount(status.lobby.people)] as [string, string]]),
    [w.waiting, live ? formatCount(live.waiting) : '–'],
    [w.called, live ? formatCount(live.called) : '–'],
    [w.present, live ? formatCount(live.present) : '–'],
    [w.inside, live ? formatCount(live.inside) : '–'],
    [w.abandoned, live ? formatCount(live.abandoned) : '–'],
    [
      w.rate,
      formatCount(Math.max(1, Math.floor(set * (live?.ease ?? 1)))),
      w.rateMeans(String(status.callsPerSecond ?? 0), formatCount(set)),
    ],
    [w.seats, formatCount(status.seatsFree), live ? w.seatsMeans(formatCount(live.seatsHeld)) : ''],
  ]
  return (
    <section class="on-sale-now">
      <p class={`on-sale-state on-sale-state-${status.state}`} role="status">
        <strong>{w.states[status.state]}</strong>
        {status.reason ? `, ${w.reasons[status.reason]}` : null}
      </p>
      {live && live.ease < 1 ? <p class="on-sale-eased">{w.eased(Math.round(live.ease * 100))}</p> : null}
      <dl class="on-sale-figures figures">
        {figures.map(([label, value, note]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
            {note ? <dd class="small quiet">{note}</dd> : null}
          </div>
        ))}
      </dl>
    </section>
  )
}
