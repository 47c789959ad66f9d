import type { EntityManager } from '@mikro-orm/postgresql'
import { passOn } from './pass-on.ts'
import { lockWaiting } from './waiting.ts'

interface Declining {
  id: string
  personId: string
}

/**
 * Not these places: they go to the next and never come to this person again, who keeps their place in line.
 *
 * @throws Refusal 404 WAITING_UNKNOWN; 409 NO_OFFER, OFFER_TAKEN, OFFER_OVER or NOT_WAITING.
 */
export async function declineOffer(em: EntityManager, { id, personId }: Declining): Promise<void> {
  const { waiting, now } = await lockWaiting(em, id, personId)
  const refusal = waiting.refusal(now)
  if (refusal) throw refusal
  await em.execute(`update waiting set state = 'waiting', deadline = null where id = ?`, [id], 'run')
  await passOn(em, [id])
}
