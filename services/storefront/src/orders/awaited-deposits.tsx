import type { DepositList } from '@tiketi/contracts/payment'
import { formatWhen, formatWon } from '../language/format.ts'
import { locale, words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'
import { ask } from '../session/ask.ts'

/** Orders are shown without them while the payment service is away. */
export const listDeposits = (signal: AbortSignal): Promise<DepositList> =>
  ask<DepositList>('/api/payment/deposits', { signal, fresh: true }).catch(() => ({ deposits: [] }))

/** Deposits that seats wait for. */
export function AwaitedDeposits({ deposits }: DepositList) {
  const w = words.value.pay
  if (deposits.length === 0) return null
  return (
    <section class="stack" aria-label={w.deposit}>
      <h2>{w.deposit}</h2>
      <ul class="stack">
        {deposits.map(({ reservationId, orderName, amountWon, until }) => (
          <li key={reservationId}>
            <a class="order-card stub" href={paths.order(reservationId)}>
              <div class="stub-body">
                <h3>{orderName}</h3>
                <p class="figures">
                  {w.until}: {formatWhen(until, { locale: locale.value, timeZone: 'Asia/Seoul' })}
                </p>
              </div>
              <div class="stub-tear figures">
                <span>{formatWon(amountWon)}</span>
              </div>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
