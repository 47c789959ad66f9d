import type { EntityManager } from '@mikro-orm/postgresql'
import { type Hold, type HoldChange, MOST_PLACES, type Places } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'
import { announceSeats } from './announce-seats.ts'
import { claimSeats } from './claim-seats.ts'
import { countPlaces, invalid } from './count-places.ts'
import { dropPlaces, shrinkHold } from './drop-places.ts'
import { splitPlaces, withMore } from './held-places.ts'
import type { PassCheck } from './pass.ts'
import type { Performance } from './performance.ts'
import { refuseClaim } from './refuse-claim.ts'
import { lockLiveHold, presentReservation } from './reservation.ts'

interface ChangeHold {
  id: string
  personId: string
  performance: Performance
  change: HoldChange
  pass: PassCheck
}

/**
 * Adds places to a living hold and drops others, all or nothing. What stays keeps its price, what comes costs what it
 * costs now, and the deadline stays as it was. It grows in the sale or presale where it was made, while that is on, and
 * by its pass. Dropping needs neither.
 *
 * @throws Refusal 404 for somebody else's hold; 409 with the truth when it is no longer the buyer's to change; 409
 * HOLD_EMPTY when nothing would stay; 409 PLACES_NOT_HELD with `areas`; 409 OFFER_FIXED when something is to be added to
 * what the waiting list offered; 400 INVALID for contradictions and too many places; and what `holdSeats` refuses.
 */
export async function changeHold(em: EntityManager, wish: ChangeHold): Promise<Hold> {
  const { id, personId, performance, pass } = wish
  const { add, drop } = wishesOf(wish.change)
  const reservation = await lockLiveHold(em, id, personId)
  const { kept, dropped } = splitPlaces(reservation, drop)
  const seats = add.seats.filter((seat) => !reservation.seats.includes(seat))
  const added = countPlaces(seats.length, add.standing, 'body.add.standing')
  const stays = kept.seats.length + kept.areas.length
  const growth = added - dropped.seats.length - dropped.areas.length
  if (stays + added === 0)
    throw new Refusal('HOLD_EMPTY', 409, 'One place must stay. To give everything back, give back the hold.')
  if (stays + added > MOST_PLACES)
    throw invalid('body.add', `must not come to more than ${MOST_PLACES} with what is held`)
  // What it has cools down when it goes: whoever could add to it could keep a whole hall from sale.
  if (reservation.waitingId && added > 0)
    throw new Refusal('OFFER_FIXED', 409, 'The waiting list offered these places. Some can go, but none can be added.')

  if (added === 0) {
    await dropPlaces(em, reservation, dropped)
    if (growth < 0) await shrinkHold(em, reservation, kept)
  } else {
    const { onSaleId } = reservation
    const areas = add.standing.map(({ area }) => area)
    const { pricesWon, ...then } = withMore(kept, { seats, standing: add.standing }, performance)
    const claim = await claimSeats(em, {
      id,
      performanceId: performance.id,
      version: performance.version,
      onSaleId,
      personId,
      seats,
      standing: add.standing,
      pricesWon,
      into: { ...then, drop: () => dropPlaces(em, reservation, dropped, areas), growth },
      passedAt: pass.passed ? pass.at : null,
    })
    if (claim.outcome !== 'held')
      return refuseClaim(em, claim, { performanceId: performance.id, onSaleId, personId, pass })
  }
  announceSeats(em, performance.id, [...seats, ...dropped.seats])
  const { reservation: changed, now } = await presentReservation(em, id)
  return changed.toHold(performance, now)
}

type Wishes = Record<'add' | 'drop', Required<Places>>

function wishesOf({ add, drop }: HoldChange): Wishes {
  const sorted = (places: Places = {}) => ({
    seats: (places.seats ?? []).toSorted((a, b) => a - b),
    standing: (places.standing ?? []).toSorted((a, b) => a.area - b.area),
  })
  const wishes = { add: sorted(add), drop: sorted(drop) }
  countPlaces(wishes.drop.seats.length, wishes.drop.standing, 'body.drop.standing')
  const areas = wishes.add.standing.map(({ area }) => area)
  if (wishes.drop.seats.some((seat) => wishes.add.seats.includes(seat)))
    throw invalid('body.drop.seats', 'must not name what is to be added')
  if (wishes.drop.standing.some(({ area }) => areas.includes(area)))
    throw invalid('body.drop.standing', 'must not name what is to be added')
  return wishes
}
