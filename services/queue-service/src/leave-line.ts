import type { EntityManager } from '@mikro-orm/postgresql'
import type { RedisClient } from '@tiketi/kit/redis'
import { endAdmission } from './admission.ts'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import type { Place } from './place-ticket.ts'
import { lineAway } from './refusals.ts'
import { step } from './step.ts'

/** Gives a place up, wherever in the line it is. A place that is gone already stays gone. */
export async function leaveLine(
  redis: RedisClient,
  { em, line, place }: { em: EntityManager; line: Line; place: Place },
): Promise<void> {
  const { onSaleId, number, personId } = place
  if (number === 0) await leaveLobby(em, { onSaleId, personId })
  // Who waits for a number has the place in whichever epoch it is.
  const epoch = number === 0 ? line.seen.epoch : place.epoch
  const k = lineKeys(onSaleId, epoch)
  const outcome = await step(redis, 'leave')(
    [k.line, k.places, k.left, k.called, k.inside, k.holding, k.passes, k.missed, k.returning, k.recalled, k.gathering],
    [epoch, personId, number],
  )
  if (outcome === 'LOST' && epoch >= line.seen.epoch) throw lineAway()
  if (outcome === 'LEFT_INSIDE') await endAdmission(em, { onSaleId, personId })
  line.wake()
}

/** Before the lobby closes its entry goes with the person; afterwards it is published, and only the place is given up. */
async function leaveLobby(em: EntityManager, { onSaleId, personId }: Pick<Place, 'onSaleId' | 'personId'>) {
  await em.execute(
    `with sale as (select id, lobby_closed_at from queue.on_sale where id = ? for share),
     gone as (delete from queue.lobby_entry using sale
       where on_sale_id = sale.id and person_id = ? and lobby_closed_at is null)
     update queue.lobby_entry set left_at = now() from sale
     where on_sale_id = sale.id and person_id = ? and lobby_closed_at is not null and left_at is null`,
    [onSaleId, personId, personId],
  )
}
