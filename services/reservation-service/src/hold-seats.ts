import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { type Hold, type HoldRequest, MOST_PLACES } from '@tiketi/contracts/reservation'
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
  const places = placesOf(seats, standing)
  const claim = await claimSeats(em, {
    id: randomUUID(),
    performanceId: performance.id,
    version: performance.version,
    onSaleId,
    personId,
    seats,
    standing,
    pricesWon: [...performance.pricesOf(seats), ...performance.standingPricesOf(standing)],
    holdSeconds,
    passedAt: pass.passed ? pass.at : null,
  })
  holdsTotal.inc({ outcome: claim.outcome })
  if (claim.outcome === 'not-for-sale')
    return refuseSale(em, { performanceId: performance.id, onSaleId, personId, pass })
  if (claim.outcome === 'taken') {
    const { taken, areas } = claim
    if (taken.length > 0)
      throw new Refusal('SEATS_TAKEN', 409, 'Someone was faster. Please pick other seats.', { taken, areas })
    throw new Refusal('PLACES_TAKEN', 409, 'So many places are not left there. Please choose fewer or others.', {
      areas,
    })
  }
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
    onSaleId,
    personId,
    seats: places,
  })
  announceSeats(em, performance.id, seats)
  return reservation.toHold(performance, now)
}

function placesOf(seats: number[], standing: HoldSeats['standing']): number {
  const twice = standing.findIndex(({ area }, at) => area === standing[at + 1]?.area)
  if (twice >= 0) throw invalid(`body.standing.${twice}.area`, 'must be named once')
  const places = standing.reduce((sum, { places }) => sum + places, seats.length)
  if (places === 0) throw invalid('body.seats', 'must NOT have fewer than 1 items')
  if (places > MOST_PLACES) throw invalid('body.standing', `must not come to more than ${MOST_PLACES} with the seats`)
  return places
}

function invalid(path: string, message: string): Refusal {
  return new Refusal('INVALID', 400, 'Some fields are not valid.', { fields: [{ path, message }] })
}
