import { defineEntity, type EntityManager } from '@mikro-orm/postgresql'
import type { Hold, OrderSummary, ReservationState } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'
import { formatOrderNumber } from './order-number.ts'
import type { Performance } from './performance.ts'

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
  }),
})

/**
 * Some seats and standing places of one performance for one person. `areas` has an entry for each standing place, and
 * `pricesWon` one for each seat and then each standing place. Its state moves only by guarded updates that name the state and the
 * deadline they leave from; when such an update finds no row, `refusal` tells the truth.
 */
export class Reservation extends ReservationSchema.class {
  /** Why it cannot be released, extended or paid for at this moment of the database's clock. */
  refusal(now: Date): Refusal {
    const refuse = (code: string, detail: string) => new Refusal(code, 409, detail, { state: this.state })
    if (this.state === 'confirmed') return refuse('ALREADY_PAID', 'These seats are paid, they are yours.')
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

  toOrderSummary({
    eventId,
    title,
    venue,
    startsAt,
  }: Pick<Performance, 'eventId' | 'title' | 'venue' | 'startsAt'>): OrderSummary {
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
      orderedAt: this.orderedAt!.toISOString(),
    }
  }
}
ReservationSchema.setClass(Reservation)

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
  if (!row || (personId && row.person_id !== personId))
    throw new Refusal('HOLD_UNKNOWN', 404, 'You have no such seats on hold.')
  return presentOf(em, row)
}

/** Reads a row of `select reservation.*, now()`. */
export function presentOf(em: EntityManager, row: { now: Date }): Present {
  return { reservation: em.map(Reservation, row), now: row.now }
}
