import type { Order } from '@tiketi/contracts/reservation'
import { formatWhen, formatWon } from '../language/format.ts'
import { locale, words } from '../language/language.ts'
import { placeWords } from './place-words.ts'

/** What was given back, and whether the money is on its way. */
export function RefundList({ order }: { order: Order }) {
  const w = words.value.orders
  return (
    <section class="stack">
      <h2>{w.refunds}</h2>
      <ul class="stack stack-tight">
        {order.refunds.map((refund) => (
          <li key={refund.id} class="refund-line">
            <div>
              {refund.places.map((place, at) => (
                <p key={at}>{placeWords(place)}</p>
              ))}
              <p class="quiet small figures">
                {formatWhen(refund.decidedAt, { locale: locale.value, timeZone: order.timeZone })} ·{' '}
                {refund.returnedAt ? w.refundReturned : w.refundUnderWay}
              </p>
            </div>
            <p class="figures refund-amount">
              {formatWon(refund.amountWon)}
              {refund.feeWon > 0 ? (
                <span class="quiet small">
                  {w.refundFee} {formatWon(refund.feeWon)}
                </span>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
