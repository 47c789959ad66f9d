import type { EntityManager } from '@mikro-orm/postgresql'
import type { Role, User } from '@tiketi/contracts/auth'
import { accountOf } from './account.ts'
import { userOf } from './read-user.ts'
import { giveRole } from './role.ts'

/** Gives the account of an address a role. @throws Refusal 404 when nobody has the address. */
export function grantRole(
  em: EntityManager,
  { email, role, changedBy }: { email: string; role: Role; changedBy: string },
): Promise<User> {
  return em.transactional(async (em) => {
    const { id } = await accountOf(em, email)
    await giveRole(em, { accountId: id, role, changedBy })
    return userOf(em, id)
  })
}
