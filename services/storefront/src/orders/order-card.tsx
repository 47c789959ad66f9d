import type { OrderSummary } from '@tiketi/contracts/reservation'
import { formatWhen, formatWon } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'

export function OrderCard({ order }: { order: OrderSummary }) {
  const w = words.value.orders
  return (
    <li>
      <a class="order-card stub" href={paths.order(order.id)}>
        <div class="stub-body">
          <h2>{say(order.title)}</h2>
          <p class="figures">{formatWhen(order.startsAt, { locale: locale.value, timeZone: order.timeZone })}</p>
          <p class="quiet">{say(order.venue)}</p>
        </div>
        <div class="stub-tear figures">
          <span>{order.ticketsLeft > 0 ? w.seats(order.ticketsLeft) : w.allRefunded}</span>
          <span>{formatWon(order.totalWon)}</span>
          <span class="quiet">{order.number}</span>
        </div>
      </a>
    </li>
  )
}
