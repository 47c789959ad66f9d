import { Button } from '../components/button.tsx'
import { Failed } from '../components/failed.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { formatCount, formatWon } from '../language/format.ts'
import { say } from '../language/language.ts'
import type { PageProps } from '../routing/routes.ts'
import { ConsoleFrame, ConsoleProblem } from './console-frame.tsx'
import { readEvent } from './console-requests.ts'
import { downloadSettlement, readSettlement } from './money-requests.ts'
import { moneyWords } from './money-words.ts'

/** What an event brought, to the won. */
export default function SettlementPage({ params }: PageProps) {
  const w = moneyWords()
  const id = params.eventId ?? ''
  const loaded = useLoaded(`settlement ${id}`, async (signal) => {
    const [event, settlement] = await Promise.all([readEvent(id, signal), readSettlement(id, signal)])
    return { event, settlement }
  })
  const act = useAct()
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  if (!loaded.value)
    return (
      <ConsoleFrame title={w.settlement}>
        <div class="skeleton console-skeleton" aria-busy="true" />
      </ConsoleFrame>
    )
  const { event, settlement } = loaded.value
  const rows = [
    [w.orders, formatCount(settlement.orders)],
    [w.gross, formatWon(settlement.grossWon)],
    [w.refunds, `− ${formatWon(settlement.refundsWon)}`],
    [w.fees, `+ ${formatWon(settlement.feesWon)}`],
    [w.net, formatWon(settlement.netWon)],
    [w.owed, formatWon(settlement.owedWon)],
    [w.atBank, formatWon(settlement.atBankWon)],
  ] as const
  return (
    <ConsoleFrame title={`${w.settlement}: ${say(event.title)}`}>
      <p class="quiet">{w.settlementMeans}</p>
      <table class="console-table figures">
        <tbody>
          {rows.map(([label, value]) => (
            <tr key={label} class={label === w.net ? 'total-row' : undefined}>
              <th scope="row">{label}</th>
              <td class="end">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {settlement.methods.length > 0 ? (
        <table class="console-table figures">
          <caption>{w.methods}</caption>
          <tbody>
            {settlement.methods.map(({ method, orders, grossWon }) => (
              <tr key={method}>
                <th scope="row">{w.method[method]}</th>
                <td class="end">{formatCount(orders)}</td>
                <td class="end">{formatWon(grossWon)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <ConsoleProblem problem={act.problem} />
      <div class="row-acts">
        <Button busy={act.busy} onClick={() => act.run(() => downloadSettlement(id))}>
          {w.csv}
        </Button>
      </div>
    </ConsoleFrame>
  )
}
