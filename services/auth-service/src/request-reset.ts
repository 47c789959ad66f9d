import { setTimeout as pause } from 'node:timers/promises'
import type { EntityManager } from '@mikro-orm/postgresql'
import { publish } from '@tiketi/kit/publish'
import { Account } from './account.ts'
import { databaseTime } from './database-time.ts'
import { PasswordReset } from './password-reset.ts'

/** Longer than the work takes, so that the time of the answer does not tell whether there was any. */
const ANSWER_AFTER_MS = 150

/**
 * Mails the owner of an address a link to choose a new password. An account that waits for its confirmation counts too:
 * who reads the mail may choose its password. For an unknown address nothing happens, as slowly.
 */
export async function requestReset(em: EntityManager, { email }: { email: string }): Promise<void> {
  const earliest = pause(ANSWER_AFTER_MS)
  await em.transactional(async (em) => {
    const [account] = await em.find(
      Account,
      { email },
      { orderBy: [{ verifiedAt: 'asc nulls last' }, { createdAt: 'desc' }], limit: 1 },
    )
    if (!account) return
    const reset = PasswordReset.of(account, await databaseTime(em))
    em.persist(reset)
    await publish(em, 'account.reset-requested', { resetId: reset.id })
  })
  await earliest
}
