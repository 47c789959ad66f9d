import type { EntityManager } from '@mikro-orm/postgresql'
import { IDLE_DAYS, LIFE_DAYS } from './open-session.ts'

/**
 * Deletes what no rule looks at any more. Of the tokens spent a week ago, none lets anybody in; from then on their return
 * no longer ends the session.
 */
export async function forgetExpired(em: EntityManager): Promise<void> {
  await em.execute("delete from account where verified_at is null and created_at < now() - interval '2 days'")
  await em.execute("delete from password_reset where created_at < now() - interval '1 day'")
  await em.execute(
    `delete from session
      where ended_at < now()
         or created_at < now() - make_interval(days => ?)
         or last_seen_at < now() - make_interval(days => ?)`,
    [LIFE_DAYS, IDLE_DAYS],
  )
  await em.execute("delete from refresh_token where spent_at < now() - interval '7 days'")
}
