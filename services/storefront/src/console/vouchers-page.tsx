import type { Voucher, VoucherUses } from '@tiketi/contracts/voucher'
import { Failed } from '../components/failed.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { formatCount, formatWhen, formatWon } from '../language/format.ts'
import { locale, say } from '../language/language.ts'
import type { PageProps } from '../routing/routes.ts'
import { ConsoleFrame } from './console-frame.tsx'
import { readEvent } from './console-requests.ts'
import { VoucherForm } from './voucher-form.tsx'
import { listVouchers, readUses } from './voucher-requests.ts'
import { voucherWords } from './voucher-words.ts'

/** The vouchers of an event, and how people use them. */
export default function VouchersPage({ params }: PageProps) {
  const w = voucherWords()
  const id = params.eventId ?? ''
  const loaded = useLoaded(`vouchers ${id}`, async (signal) => {
    const [event, { vouchers }, { uses }] = await Promise.all([
      readEvent(id, signal),
      listVouchers(id, signal),
      readUses(id, signal),
    ])
    return { event, vouchers, uses }
  })
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  if (!loaded.value)
    return (
      <ConsoleFrame title={w.vouchers}>
        <div class="skeleton console-skeleton" aria-busy="true" />
      </ConsoleFrame>
    )
  const { event, vouchers, uses } = loaded.value
  return (
    <ConsoleFrame title={`${w.vouchers}: ${say(event.title)}`}>
      <p class="quiet">{w.vouchersMeans}</p>
      {vouchers.length > 0 ? (
        <VoucherTable vouchers={vouchers} uses={uses} timeZone={event.venue.timeZone} />
      ) : (
        <p>{w.none}</p>
      )}
      {event.status === 'cancelled' ? null : <VoucherForm event={event} onMade={loaded.reload} />}
    </ConsoleFrame>
  )
}

interface VoucherTableProps {
  vouchers: Voucher[]
  uses: VoucherUses['uses']
  timeZone: string
}

function VoucherTable({ vouchers, uses, timeZone }: VoucherTableProps) {
  const w = voucherWords()
  const when = (instant: string) => formatWhen(instant, { locale: locale.value, timeZone })
  return (
    <table class="console-table figures">
      <thead>
        <tr>
          <th scope="col">{w.columns.code}</th>
          <th scope="col">{w.columns.window}</th>
          <th scope="col">{w.columns.use}</th>
        </tr>
      </thead>
      <tbody>
        {vouchers.map(({ id, code, kind, value, quota, opensAt, closesAt }) => {
          // A moment after it was made nobody has heard of it there.
          const use = uses.find(({ voucherId }) => voucherId === id) ?? { taken: 0, sold: 0, discountWon: 0 }
          return (
            <tr key={id}>
              <th scope="row">
                {code}
                <p class="quiet small">− {kind === 'percent' ? `${value} %` : formatWon(value)}</p>
              </th>
              <td>
                {when(opensAt)} – {when(closesAt)}
              </td>
              <td>
                {w.of(formatCount(use.taken), formatCount(quota))}
                <p class="quiet small">{w.sold(formatCount(use.sold), formatWon(use.discountWon))}</p>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
