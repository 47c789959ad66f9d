import type { EntityManager } from '@mikro-orm/postgresql'
import { endHolds } from './end-holds.ts'
import { type Present, presentReservation } from './reservation.ts'

/**
 * The buyer gives the seats back. Doing so again changes nothing and gives the same answer.
 *
 * @throws Refusal 404 for somebody else's hold; 409 with the truth when it is no longer the buyer's to give back.
 */
export async function releaseHold(em: EntityManager, id: string, personId: string): Promise<Present> {
  return em.transactional(async (em) => {
    const [ended] = await endHolds(em, {
      to: 'released',
      where: 'id = ? and person_id = ? and deadline > now()',
      params: [id, personId],
    })
    const present = await presentReservation(em, id, personId)
    if (!ended && present.reservation.state !== 'released') throw present.reservation.refusal(present.now)
    return present
  })
}
