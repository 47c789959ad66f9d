import type { EntityManager } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'
import type { Claim } from './claim-seats.ts'
import { type Refused, refuseSale } from './refuse-sale.ts'

/** Tells what stood in the way of a claim. @throws Refusal always. */
export async function refuseClaim(
  em: EntityManager,
  claim: Exclude<Claim, { outcome: 'held' }>,
  to: Refused,
): Promise<never> {
  if (claim.outcome === 'not-for-sale') return refuseSale(em, to)
  if (claim.outcome === 'over-limit') {
    const { limit } = claim
    throw new Refusal('LIMIT_REACHED', 409, `One person may have ${limit} seats here, held and bought together.`, {
      limit,
    })
  }
  const { taken, areas } = claim
  if (taken.length > 0)
    throw new Refusal('SEATS_TAKEN', 409, 'Someone was faster. Please pick other seats.', { taken, areas })
  throw new Refusal('PLACES_TAKEN', 409, 'So many places are not left there. Please choose fewer or others.', { areas })
}
