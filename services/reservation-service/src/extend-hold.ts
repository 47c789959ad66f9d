import type { EntityManager } from '@mikro-orm/postgresql'
import { type Present, presentOf, presentReservation } from './reservation.ts'

const EXTENSION_SECONDS = 420
const LONGEST_SECONDS = 900

/**
 * Gives the buyer time to pay: once, and never past a quarter of an hour from when the hold began. Asked again, it
 * changes nothing and tells how long the hold lasts.
 *
 * @throws Refusal 404 for somebody else's hold; 409 with the truth when there is nothing to extend.
 */
export async function extendHold(em: EntityManager, id: string, personId: string): Promise<Present> {
  const [extended] = await em.execute<{ now: Date }[]>(
    `update reservation set extended = true,
       deadline = case when extended then deadline
         else least(deadline + make_interval(secs => ?), held_at + make_interval(secs => ?)) end
     where id = ? and person_id = ? and state = 'held' and deadline > now()
     returning *, now()`,
    [EXTENSION_SECONDS, LONGEST_SECONDS, id, personId],
  )
  if (extended) return presentOf(em, extended)
  const { reservation, now } = await presentReservation(em, id, personId)
  throw reservation.refusal(now)
}
