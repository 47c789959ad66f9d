import { type EntityManager, LockMode } from '@mikro-orm/postgresql'
import type { Locale } from '@tiketi/contracts/schema'
import { Refusal } from '@tiketi/kit/refusal'
import { Account } from './account.ts'
import { databaseTime } from './database-time.ts'
import { normaliseEmail } from './email.ts'
import type { GoogleProfile } from './google.ts'
import { type OpenedSession, openSession } from './open-session.ts'
import { giveRole } from './role.ts'

interface Entrance {
  profile: GoogleProfile
  locale: Locale
  device: string
}

/**
 * Logs in whom Google let in: to the account that they came to before, else to the verified account of their address,
 * else to a new one. What others asked for under that address is forgotten, with their passwords.
 *
 * @throws Refusal 403 GOOGLE_EMAIL_UNVERIFIED: only who has a mailbox may have its account; 409 GOOGLE_OTHER_ACCOUNT when
 * the account belongs to another at Google.
 */
export function enterWithGoogle(em: EntityManager, { profile, locale, device }: Entrance): Promise<OpenedSession> {
  return em.transactional(async (em) => {
    const { subject } = profile
    // Two windows of one person, who is new, make one account.
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`google ${subject}`])
    const account = (await linkedAccount(em, subject)) ?? (await link(em, profile, locale))
    return openSession(em, { accountId: account.id, passwordVersion: account.passwordVersion, device })
  })
}

async function linkedAccount(em: EntityManager, subject: string): Promise<Account | null> {
  const [identity] = await em.execute<{ id: string }[]>(
    "select account_id as id from identity where provider = 'google' and subject = ?",
    [subject],
  )
  return identity ? em.findOne(Account, identity.id) : null
}

async function link(em: EntityManager, profile: GoogleProfile, locale: Locale): Promise<Account> {
  if (!profile.emailVerified)
    throw new Refusal(
      'GOOGLE_EMAIL_UNVERIFIED',
      403,
      'Google has not verified your address. Please register with it here.',
    )
  const email = normaliseEmail(profile.email)
  const account = await ownerOf(em, { email, name: profile.name ?? email.split('@')[0]!.slice(0, 80), locale })
  const linked = await em.execute<unknown[]>(
    `insert into identity (provider, subject, account_id) values ('google', ?, ?)
     on conflict (account_id, provider) do nothing returning subject`,
    [profile.subject, account.id],
  )
  if (linked.length === 0)
    throw new Refusal('GOOGLE_OTHER_ACCOUNT', 409, 'This account was linked with another Google account before.')
  return account
}

/** The account of an address that is known to be theirs. */
async function ownerOf(em: EntityManager, owner: { email: string; name: string; locale: Locale }): Promise<Account> {
  // In the order of ids, as everybody does who takes an address.
  const wishes = await em.find(
    Account,
    { email: owner.email },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )
  const verified = wishes.find(({ verifiedAt }) => verifiedAt)
  if (verified) return verified
  for (const wish of wishes) em.remove(wish)
  const account = Account.confirmed(owner, await databaseTime(em))
  em.persist(account)
  await em.flush()
  await giveRole(em, { accountId: account.id, role: 'buyer', changedBy: null })
  return account
}
