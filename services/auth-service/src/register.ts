import type { EntityManager } from '@mikro-orm/postgresql'
import type { RegisterRequest } from '@tiketi/contracts/auth'
import { publish } from '@tiketi/kit/publish'
import { Account, accountUnder } from './account.ts'
import { databaseTime } from './database-time.ts'
import { hashPassword } from './password.ts'

/**
 * Asks for an account. The one who asks learns nothing about the address; the owner of its mailbox gets a mail, with a
 * link to confirm or the news that somebody tried.
 */
export async function register(em: EntityManager, { email, name, locale, password }: RegisterRequest): Promise<void> {
  // In both cases, so that the time it takes tells nothing; outside the transaction, since it takes long.
  const passwordHash = await hashPassword(password)
  await em.transactional(async (em) => {
    const now = await databaseTime(em)
    const owner = await accountUnder(em, email)
    if (owner) return publish(em, 'account.register-repeated', { userId: owner.id })
    const account = Account.ask({ email, name, locale, passwordHash }, now)
    em.persist(account)
    await publish(em, 'account.registered', { userId: account.id })
  })
}
