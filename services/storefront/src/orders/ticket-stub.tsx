import type { Order, Ticket } from '@tiketi/contracts/reservation'
import { formatWhen, formatWon } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { QrCode } from './qr-code.tsx'

interface TicketStubProps {
  ticket: Ticket
  order: Order
  /** Counted from 1. */
  place: number
}

/** A ticket with its stub, which is torn off at the door. */
export function TicketStub({ ticket, order, place }: TicketStubProps) {
  const w = words.value.orders
  return (
    <article class="ticket stub stub-side" aria-label={w.ticketOf(place, order.tickets.length)}>
      <div class="stub-body ticket-body">
        <p class="tag tag-kind">{w.ticketOf(place, order.tickets.length)}</p>
        <h2>{say(order.title)}</h2>
        <p class="figures">{formatWhen(order.startsAt, { locale: locale.value, timeZone: order.timeZone })}</p>
        <p class="quiet">{say(order.venue)}</p>
        <dl class="ticket-seat figures">
          <div>
            <dt>{ticket.seat === null ? w.standing : w.section}</dt>
            <dd>{say(ticket.section)}</dd>
          </div>
          {ticket.seat === null ? null : (
            <>
              <div>
                <dt>{w.row}</dt>
                <dd>{ticket.row}</dd>
              </div>
              <div>
                <dt>{w.seat}</dt>
                <dd>{ticket.number}</dd>
              </div>
            </>
          )}
          {ticket.entranceNumber === null ? null : (
            <div>
              <dt>{w.entranceNumber}</dt>
              <dd>{ticket.entranceNumber}</dd>
            </div>
          )}
        </dl>
        <p class="quiet small figures">
          {ticket.grade} · {formatWon(ticket.priceWon)}
        </p>
      </div>
      <div class="stub-tear ticket-tear">
        <QrCode text={ticket.code} label={w.qr} />
        <p class="quiet small">{w.show}</p>
      </div>
    </article>
  )
}
