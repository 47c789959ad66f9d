import type { EntityManager } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'
import { Account } from './account.ts'
import { checkPassword } from './password.ts'

/**
 * Forgets somebody: account, log-ins, sessions with their tokens, consents. What other services keep of their orders names
 * an id behind which nobody stands any more.
 *
 * @throws Refusal 403 PASSWORD_WRONG, where there is a password; 409 ACCOUNT_IN_OFFICE while others depend on the account.
 */
export async function deleteAccount(
  em: EntityManager,
  { accountId, password }: { accountId: string; password: string | undefined },
): Promise<void> {
  const account = await em.findOne(Account, { id: accountId, verifiedAt: { $ne: null } })
  if (!account) return
  // Outside the transaction, since it takes long.
  if (account.passwordHash && !(await checkPassword(password ?? '', account.passwordHash)))
    throw new Refusal('PASSWORD_WRONG', 403, 'This is not the password of your account.')
  await em.transactional(async (em) => {
    // As a log-in does that is under way: one of the two sees what the other has done.
    await em.execute('select from account where id = ? for update', [accountId])
    const roles = await em.execute<{ role: string }[]>(
      "select role from account_role where account_id = ? and role <> 'buyer'",
      [accountId],
    )
    if (roles.length > 0)
      throw new Refusal(
        'ACCOUNT_IN_OFFICE',
        409,
        'Others depend on this account. Please let an admin take your role first.',
        {
          roles: roles.map(({ role }) => role),
        },
      )
    await em.execute('insert into account_deletion (account_id) values (?) on conflict do nothing', [accountId])
    await em.execute('delete from account where id = ?', [accountId])
  })
}
