import type { EntityManager } from '@mikro-orm/postgresql'
import { accountUnder } from './account.ts'
import { logInRefused } from './log-in-refused.ts'
import { type OpenedSession, openSession } from './open-session.ts'
import { checkPassword, hashPassword, isOutdated } from './password.ts'

/** @throws Refusal 401, the same after the same work for a wrong password and for an address unknown or unconfirmed. */
export async function logIn(
  em: EntityManager,
  { email, password, device }: { email: string; password: string; device: string },
): Promise<OpenedSession> {
  const account = await accountUnder(em, email)
  const matches = await checkPassword(password, account?.passwordHash ?? undefined)
  if (!account || !matches) throw logInRefused()
  const { id, passwordVersion, passwordHash } = account
  if (passwordHash && isOutdated(passwordHash))
    await em.execute('update account set password_hash = ? where id = ? and password_version = ?', [
      await hashPassword(password),
      id,
      passwordVersion,
    ])
  return openSession(em, { accountId: id, passwordVersion, device })
}
