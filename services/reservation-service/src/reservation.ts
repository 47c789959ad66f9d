import { defineEntity, type EntityManager } from '@mikro-orm/postgresql'
import type { RefundPolicy } from '@tiketi/contracts/refund'
import type { Hold, OrderSummary, ReservationState, Ticket as TicketShown } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'
import type { TakenPlaces } from './held-places.ts'
import { formatOrderNumber } from './order-number.ts'
import type { Performance } from './performance.ts'
import type { Ticket } from './ticket.ts'

const ReservationSchema = defineEntity({
  name: 'Reservation',
  tableName: 'reservation',
  properties: (p) => ({
    id: p.uuid().primary(),
    performanceId: p.uuid(),
    onSaleId: p.uuid(),
    personId: p.uuid(),
    state: p.string().$type<ReservationState>(),
    seats: p.array().$type<number[]>(),
    areas: p.array().$type<number[]>(),
    shards: p.array().$type<number[]>(),
    pricesWon: p.array().$type<number[]>(),
    totalWon: p.integer(),
    heldAt: p.datetime(),
    deadline: p.datetime(),
    extended: p.boolean(),
    paymentId: p.uuid().nullable(),
    declinedPayments: p.array().$type<string[]>(),
    orderNumber: p.string().nullable(),
    orderedAt: p.datetime().nullable(),
    endedAt: p.datetime().nullable(),
    suspended: p.boolean(),
    refundPolicy: p.json<RefundPolicy>().nullable(),
    waitingId: p.uuid().nullable(),
  }),
})

/**
 * Some seats and standing places of one performance for one person. `areas` and `shards` have an entry for each standing
 * place, and `pricesWon` one for each seat and then each standing place. Its state moves only by guarded updates that
 * name the state and the deadline they leave from; when such an update finds no row, `refusal` tells the truth.
 */
export class Reservation extends ReservationSchema.class {
  /** Why it cannot be released, extended or paid for at this moment of the database's clock. */
  refusal(now: Date): Refusal {
    const refuse = (code: string, detail: string) => new Refusal(code, 409, detail, { state: this.state })
    if (this.state === 'confirmed') return refuse('ALREADY_PAID', 'These seats are paid, they are yours.')
    if (this.state === 'refunded')
      return refuse('ORDER_REFUNDED', 'You gave these seats back and your money with them.')
    if (this.state === 'capturing')
      return refuse('PAYMENT_RUNNING', 'A payment for these seats is under way right now.')
    if (this.state === 'released') return refuse('HOLD_RELEASED', 'You gave these seats back. Please choose again.')
    if (this.state === 'expired' || this.deadline <= now)
      return refuse('HOLD_EXPIRED', 'The time for these seats ran out and they went back on sale. Please choose again.')
    return refuse('HOLD_BUSY', 'These seats were just changed elsewhere. Please look again.')
  }

  toHold(performance: Performance, now: Date): Hold {
    return {
      id: this.id,
      performanceId: this.performanceId,
      state: this.state,
      ...this.labels(performance),
      totalWon: this.totalWon,
      offered: this.waitingId !== null,
      deadline: this.deadline.toISOString(),
      serverTime: now.toISOString(),
    }
  }

  /** All places in words. */
  labels(performance: Performance): Pick<Hold, 'seats' | 'standing'> {
    return {
      seats: performance.label(this.seats, this.pricesWon),
      standing: performance.labelStanding(this.areas, this.pricesWon.slice(this.seats.length)),
    }
  }

  /** What this ticket of it cost. */
  priceOf({ seat, area, nth }: Pick<Ticket, 'seat' | 'area' | 'nth'>): number {
    if (typeof seat === 'number') return this.pricesWon[this.seats.indexOf(seat)]!
    return this.pricesWon[this.seats.length + this.placeOf(area!, nth!)]!
  }

  /** Where this ticket of it is for, in words and won. */
  labelOf(ticket: Ticket, performance: Performance): Omit<TicketShown, 'id' | 'code' | 'entranceNumber' | 'gift'> {
    const priceWon = this.priceOf(ticket)
    if (typeof ticket.seat === 'number') return performance.label([ticket.seat], [priceWon])[0]!
    const { name, grade } = performance.plan.standing![ticket.area!]!
    return { seat: null, section: name, row: null, number: null, grade, priceWon }
  }

  /** Which places of it these tickets are for. */
  placesOf(tickets: Ticket[]): TakenPlaces {
    const standing = tickets.filter(({ seat }) => typeof seat !== 'number')
    return {
      seats: tickets.flatMap(({ seat }) => (typeof seat === 'number' ? [seat] : [])),
      areas: standing.map(({ area }) => area!),
      shards: standing.map(({ area, nth }) => this.shards[this.placeOf(area!, nth!)]!),
    }
  }

  private placeOf(area: number, nth: number): number {
    return [...this.areas.keys()].filter((at) => this.areas[at] === area)[nth - 1]!
  }

  toOrderSummary(
    { eventId, title, venue, startsAt }: Pick<Performance, 'eventId' | 'title' | 'venue' | 'startsAt'>,
    { refundedWon, ticketsLeft }: Kept,
  ): OrderSummary {
    return {
      id: this.id,
      number: formatOrderNumber(this.orderNumber!),
      eventId,
      performanceId: this.performanceId,
      title,
      venue: venue.name,
      startsAt: startsAt.toISOString(),
      timeZone: venue.timeZone,
      seats: this.seats.length + this.areas.length,
      totalWon: this.totalWon,
      refundedWon,
      ticketsLeft,
      orderedAt: this.orderedAt!.toISOString(),
    }
  }
}
ReservationSchema.setClass(Reservation)

/** What a buyer kept of an order: columns of a query whose reservation is called `r`. */
export const KEPT = `(select coalesce(sum(price_won - fee_won), 0)::int from refund where reservation_id = r.id) as "refundedWon",
  (select count(*)::int from ticket where reservation_id = r.id and refund_id is null) as "ticketsLeft"`
export interface Kept {
  refundedWon: number
  ticketsLeft: number
}

/** A reservation as it is now, and what time it is for the database. */
export interface Present {
  reservation: Reservation
  now: Date
}

/**
 * @param personId whose it must be; of anybody without.
 * @throws Refusal 404 HOLD_UNKNOWN when there is none, or it is somebody else's.
 */
export async function presentReservation(em: EntityManager, id: string, personId?: string): Promise<Present> {
  const [row] = await em.execute<{ now: Date; person_id: string }[]>('select *, now() from reservation where id = ?', [
    id,
  ])
  if (!row || (personId && row.person_id !== personId)) throw unknownHold()
  return presentOf(em, row)
}

/**
 * The same, and nobody else changes it until the transaction ends.
 *
 * @throws Refusal 404 HOLD_UNKNOWN when there is none, or it is somebody else's; 409 with the truth unless it is `held` and
 * its deadline has not come.
 */
export async function lockLiveHold(em: EntityManager, id: string, personId: string): Promise<Reservation> {
  // The lock may take a while, and a clock beside `for update` is read before it.
  const [row] = await em.execute<{ now: Date }[]>(
    `with locked as (select * from reservation where id = ? and person_id = ? for update)
     select *, clock_timestamp() as now from locked`,
    [id, personId],
  )
  if (!row) throw unknownHold()
  const { reservation, now } = presentOf(em, row)
  if (reservation.state !== 'held' || reservation.deadline <= now) throw reservation.refusal(now)
  return reservation
}

function unknownHold(): Refusal {
  return new Refusal('HOLD_UNKNOWN', 404, 'You have no such seats on hold.')
}

/** Reads a row of `select reservation.*, now()`. */
export function presentOf(em: EntityManager, row: { now: Date }): Present {
  return { reservation: em.map(Reservation, row), now: row.now }
}
