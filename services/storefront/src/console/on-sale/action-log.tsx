import type { SaleAction, SaleActionLog } from '@tiketi/contracts/queue'
import { formatCount, formatWhen } from '../../language/format.ts'
import { locale } from '../../language/language.ts'
import { onSaleWords } from './words.ts'

/** Who did what with the line. */
export function ActionLog({ actions, timeZone }: { actions: SaleActionLog['actions']; timeZone: string }) {
  const w = onSaleWords()
  return (
    <section>
      <h2>{w.log}</h2>
      {actions.length === 0 ? (
        <p class="quiet">{w.nothingDone}</p>
      ) : (
        <div class="on-sale-log">
          <table>
            <thead>
              <tr>
                <th scope="col">{w.when}</th>
                <th scope="col">{w.what}</th>
                <th scope="col">{w.who}</th>
              </tr>
            </thead>
            <tbody>
              {actions.map(({ at, actorId, action }) => (
                <tr key={at}>
                  <td class="figures">{formatWhen(at, { locale: locale.value, timeZone })}</td>
                  <td>{describe(action)}</td>
                  <td class="small quiet">{actorId}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function describe(action: SaleAction): string {
  const w = onSaleWords()
  const value = (number: number | null) => (number === null ? w.asSet : formatCount(number))
  if (action.action === 'set-rate') return `${w.acts['set-rate']}: ${value(action.admissionsPerSecond)}`
  if (action.action === 'set-cap') return `${w.acts['set-cap']}: ${value(action.peopleInside)}`
  if (action.action === 'demand-work') return `${w.acts['demand-work']}: ${action.demanded ? w.on : w.off}`
  return w.acts[action.action]
}
