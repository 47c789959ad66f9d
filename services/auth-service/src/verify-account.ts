import type { EntityManager } from '@mikro-orm/postgresql'
import { Account, takeAddress } from './account.ts'
import { databaseTime } from './database-time.ts'
import { linkInvalid, type MailTokens } from './mail-token.ts'
import { type OpenedSession, openSession } from './open-session.ts'
import { giveRole } from './role.ts'

/**
 * Confirms an address by the link that was mailed to it, and logs in.
 * @throws Refusal 400 or 410 for a link that is no good.
 */
export async function verifyAccount(
  em: EntityManager,
  mailTokens: MailTokens,
  { token, device }: { token: string; device: string },
): Promise<OpenedSession> {
  const accountId = mailTokens.read(token, 'verify')
  return em.transactional(async (em) => {
    const account = await em.findOneOrFail(Account, accountId, { failHandler: linkInvalid })
    await takeAddress(em, account)
    account.verify(await databaseTime(em))
    await em.flush()
    await giveRole(em, { accountId, role: 'buyer', changedBy: null })
    return openSession(em, { accountId, passwordVersion: account.passwordVersion, device })
  })
}
