import type { EntityManager } from '@mikro-orm/postgresql'
import type { ResetCompletion } from '@tiketi/contracts/auth'
import { Account, takeAddress } from './account.ts'
import { databaseTime } from './database-time.ts'
import { linkInvalid, type MailTokens } from './mail-token.ts'
import { hashPassword } from './password.ts'
import { PasswordReset } from './password-reset.ts'
import { giveRole } from './role.ts'

/**
 * Sets the new password and logs every device out.
 * @throws Refusal 400 or 410 for a link that is no good.
 */
export async function completeReset(
  em: EntityManager,
  mailTokens: MailTokens,
  { token, password }: ResetCompletion,
): Promise<void> {
  const resetId = mailTokens.read(token, 'reset')
  // Outside the transaction, since it takes long; only for links that we mailed.
  const passwordHash = await hashPassword(password)
  await em.transactional(async (em) => {
    const reset = await em.findOneOrFail(PasswordReset, resetId, { failHandler: linkInvalid })
    const account = await em.findOneOrFail(Account, reset.accountId, { failHandler: linkInvalid })
    // The only lock: of two links used at once, the second then sees a newer password.
    await takeAddress(em, account)
    const now = await databaseTime(em)
    const isNew = !account.verifiedAt
    reset.use(account, now)
    account.resetPassword(passwordHash, now)
    await em.flush()
    if (isNew) await giveRole(em, { accountId: account.id, role: 'buyer', changedBy: null })
    await em.execute('update session set ended_at = now() where account_id = ? and ended_at is null', [account.id])
  })
}
