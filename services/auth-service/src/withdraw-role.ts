import type { EntityManager } from '@mikro-orm/postgresql'
import type { Role, User } from '@tiketi/contracts/auth'
import { Refusal } from '@tiketi/kit/refusal'
import { accountOf } from './account.ts'
import { userOf } from './read-user.ts'
import { takeRole } from './role.ts'

/**
 * Takes a role from the account of an address; tokens that are out still carry it for their ten minutes.
 * @throws Refusal 404 when nobody has the address, 409 when nobody would be admin any more.
 */
export function withdrawRole(
  em: EntityManager,
  { email, role, changedBy }: { email: string; role: Role; changedBy: string },
): Promise<User> {
  return em.transactional(async (em) => {
    const { id } = await accountOf(em, email)
    if (role === 'admin') await refuseLastAdmin(em, id)
    await takeRole(em, { accountId: id, role, changedBy })
    return userOf(em, id)
  })
}

async function refuseLastAdmin(em: EntityManager, accountId: string): Promise<void> {
  // Locked, so that the last two cannot put each other out at once.
  const admins = await em.execute<{ account_id: string }[]>(
    "select account_id from account_role where role = 'admin' order by account_id for update",
  )
  if (admins.length === 1 && admins[0]?.account_id === accountId)
    throw new Refusal('LAST_ADMIN', 409, 'This is the last admin. Please appoint another one first.')
}
