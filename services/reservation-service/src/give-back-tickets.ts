import type { EntityManager } from '@mikro-orm/postgresql'
import { coolPlaces } from './cool-places.ts'
import { endTickets, type GivenBack } from './end-tickets.ts'
import { freeQuotas } from './free-quotas.ts'

/**
 * A buyer gives tickets of an order back, all in the caller's transaction: their money is owed, the quota is free, and
 * their places cool down.
 *
 * @returns the id of the refund.
 */
export async function giveBackTickets(em: EntityManager, given: GivenBack): Promise<string> {
  const { reservation, tickets } = given
  const [refundId] = await endTickets(em, 'buyer', [given])
  // Stock rows, seats and quota are locked in the order in which every hold locks them.
  await coolPlaces(em, reservation, reservation.placesOf(tickets))
  await freeQuotas(em, [{ reservation, places: tickets.length }])
  return refundId!
}
