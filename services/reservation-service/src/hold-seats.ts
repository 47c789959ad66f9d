import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Hold } from '@tiketi/contracts/reservation'
import { counter } from '@tiketi/kit/metrics'
import { publish } from '@tiketi/kit/publish'
import { Refusal } from '@tiketi/kit/refusal'
import { announceSeats } from './announce-seats.ts'
import { claimSeats } from './claim-seats.ts'
import type { PassCheck } from './pass.ts'
import type { Performance } from './performance.ts'
import { refuseSale } from './refuse-sale.ts'

interface HoldSeats {
  personId: string
  performance: Performance
  seats: number[]
  pass: PassCheck
  holdSeconds: number
}

const holdsTotal = counter('holds_total', 'Attempts to hold seats by how they ended', ['outcome'])

/**
 * Seats are the buyer's for `holdSeconds`, all or none.
 *
 * @throws Refusal 404 SEAT_UNKNOWN; 409 SEATS_TAKEN with `taken`; 409 LIMIT_REACHED with `limit`; and what `refuseSale`
 * says when nothing is sold now, or not to this buyer.
 */
export async function holdSeats(em: EntityManager, wish: HoldSeats): Promise<Hold> {
  const { personId, performance, pass, holdSeconds } = wish
  const seats = wish.seats.toSorted((a, b) => a - b)
  const claim = await claimSeats(em, {
    id: randomUUID(),
    performanceId: performance.id,
    version: performance.version,
    onSaleId: performance.onSaleId,
    personId,
    seats,
    pricesWon: performance.pricesOf(seats),
    holdSeconds,
    passed: pass.passed,
  })
  holdsTotal.inc({ outcome: claim.outcome })
  if (claim.outcome === 'not-for-sale') return refuseSale(em, performance, pass)
  if (claim.outcome === 'taken')
    throw new Refusal('SEATS_TAKEN', 409, 'Someone was faster. Please pick other seats.', { taken: claim.taken })
  if (claim.outcome === 'over-limit')
    throw new Refusal(
      'LIMIT_REACHED',
      409,
      `One person may have ${claim.limit} seats here, held and bought together.`,
      {
        limit: claim.limit,
      },
    )
  const { reservation, now } = claim.present
  await publish(em, 'reservation.held', {
    reservationId: reservation.id,
    onSaleId: performance.onSaleId,
    personId,
    seats: seats.length,
  })
  announceSeats(em, performance.id, seats)
  return reservation.toHold(performance, now)
}
