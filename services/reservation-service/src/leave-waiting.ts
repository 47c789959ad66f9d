import type { EntityManager } from '@mikro-orm/postgresql'
import { passOn } from './pass-on.ts'
import { lockWaiting } from './waiting.ts'

interface Leaving {
  id: string
  personId: string
}

/**
 * Leaves the list; what was offered goes to the next. Doing so again changes nothing.
 *
 * @throws Refusal 404 WAITING_UNKNOWN.
 */
export async function leaveWaiting(em: EntityManager, { id, personId }: Leaving): Promise<void> {
  await lockWaiting(em, id, personId)
  await em.execute(
    `update waiting set state = 'left', deadline = null, ended_at = now() where id = ? and ended_at is null`,
    [id],
    'run',
  )
  await passOn(em, [id])
}
