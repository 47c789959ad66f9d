import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Hold, HoldRequest } from '@tiketi/contracts/reservation'
import { counter } from '@tiketi/kit/metrics'
import { publish } from '@tiketi/kit/publish'
import { announceSeats } from './announce-seats.ts'
import { claimSeats } from './claim-seats.ts'
import { countPlaces, invalid } from './count-places.ts'
import type { PassCheck } from './pass.ts'
import type { Performance } from './performance.ts'
import { refuseClaim } from './refuse-claim.ts'

interface HoldSeats {
  personId: string
  performance: Performance
  /** The window of sale, the presale's or the general one. */
  onSaleId: string
  seats: number[]
  standing: NonNullable<HoldRequest['standing']>
  pass: PassCheck
  holdSeconds: number
}

const holdsTotal = counter('holds_total', 'Attempts to hold seats by how they ended', ['outcome'])

/**
 * Seats and standing places are the buyer's for `holdSeconds`, all or none.
 *
 * @throws Refusal 400 INVALID for no places or too many; 404 SEAT_UNKNOWN; 409 SEATS_TAKEN with `taken` or PLACES_TAKEN,
 * both with `areas` that have too few places; 409 LIMIT_REACHED with `limit`; and what `refuseSale` says when nothing is
 * sold now, or not to this buyer.
 */
export async function holdSeats(em: EntityManager, wish: HoldSeats): Promise<Hold> {
  const { personId, performance, onSaleId, pass, holdSeconds } = wish
  const seats = wish.seats.toSorted((a, b) => a - b)
  const standing = wish.standing.toSorted((a, b) => a.area - b.area)
  const places = countPlaces(seats.length, standing, 'body.standing')
  if (places === 0) throw invalid('body.seats', 'must NOT have fewer than 1 items')
  const claim = await claimSeats(em, {
    id: randomUUID(),
    performanceId: performance.id,
    version: performance.version,
    onSaleId,
    personId,
    seats,
    standing,
    pricesWon: [...performance.pricesOf(seats), ...performance.standingPricesOf(standing)],
    into: { holdSeconds },
    passedAt: pass.passed ? pass.at : null,
  })
  holdsTotal.inc({ outcome: claim.outcome })
  if (claim.outcome !== 'held')
    return refuseClaim(em, claim, { performanceId: performance.id, onSaleId, personId, pass })
  const { reservation, now } = claim.present
  await publish(em, 'reservation.held', {
    reservationId: reservation.id,
    onSaleId,
    personId,
    seats: places,
  })
  announceSeats(em, performance.id, seats)
  return reservation.toHold(performance, now)
}
