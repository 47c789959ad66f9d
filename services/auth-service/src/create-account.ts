import type { EntityManager } from '@mikro-orm/postgresql'
import type { RegisterRequest, Role, User } from '@tiketi/contracts/auth'
import { Account, accountUnder, takeAddress } from './account.ts'
import { databaseTime } from './database-time.ts'
import { hashPassword } from './password.ts'
import { userOf } from './read-user.ts'
import { giveRole } from './role.ts'

/**
 * A confirmed account with these roles, beside `buyer`, which everybody has. One that exists keeps its name and password
 * and is given the roles that it lacks, so doing it again changes nothing.
 */
export async function createAccount(
  em: EntityManager,
  { roles, ...wish }: RegisterRequest & { roles: Role[] },
): Promise<User> {
  const existing = await accountUnder(em, wish.email)
  const id = existing?.id ?? (await confirmed(em, wish))
  await em.transactional(async (em) => {
    for (const role of ['buyer' as const, ...roles]) await giveRole(em, { accountId: id, role, changedBy: null })
  })
  return userOf(em, id)
}

async function confirmed(em: EntityManager, { password, ...wish }: RegisterRequest): Promise<string> {
  const passwordHash = await hashPassword(password)
  return em.transactional(async (em) => {
    const now = await databaseTime(em)
    const account = Account.ask({ ...wish, passwordHash }, now)
    em.persist(account)
    await em.flush()
    await takeAddress(em, account)
    account.verify(now)
    return account.id
  })
}
