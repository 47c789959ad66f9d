import type { EntityManager } from '@mikro-orm/postgresql'
import type { AccountExport, Profile, ProfileChange } from '@tiketi/contracts/auth'
import { listSessions } from './list-sessions.ts'
import { userOf } from './read-user.ts'

interface Row {
  created_at: Date
  has_password: boolean
  google: boolean
  marketing: boolean | null
  marketing_at: Date | null
}

/** An account as its owner sees it. @throws Refusal 401 when it is gone. */
export async function readProfile(em: EntityManager, accountId: string): Promise<Profile> {
  const user = await userOf(em, accountId)
  const [row] = await em.execute<[Row]>(
    `select created_at, password_hash is not null as has_password,
            exists (select from identity where account_id = account.id) as google,
            consent.given as marketing, consent.at as marketing_at
       from account left join lateral (
         select given, at from consent where account_id = account.id and purpose = 'marketing' order by id desc limit 1
       ) consent on true
      where account.id = ?`,
    [accountId],
  )
  return {
    ...user,
    createdAt: row.created_at.toISOString(),
    hasPassword: row.has_password,
    google: row.google,
    marketing: { given: row.marketing ?? false, at: row.marketing_at?.toISOString() ?? null },
  }
}

/** What people may change by themselves. @throws Refusal 401 when the account is gone. */
export async function changeProfile(
  em: EntityManager,
  accountId: string,
  { name, locale }: ProfileChange,
): Promise<Profile> {
  await em.execute('update account set name = ?, locale = ? where id = ?', [name.trim(), locale, accountId])
  return readProfile(em, accountId)
}

/** Writes down an answer, and when it was given; the same answer again is none. */
export async function answerMarketing(
  em: EntityManager,
  accountId: string,
  { given }: { given: boolean },
): Promise<Profile> {
  await em.transactional(async (em) => {
    const [known] = await em.execute<{ id: string }[]>(
      'select id from account where id = ? and verified_at is not null for update',
      [accountId],
    )
    if (!known) return
    await em.execute(
      `insert into consent (account_id, purpose, given)
       select ?::uuid, 'marketing', ?::boolean
        where coalesce((select given from consent where account_id = ? and purpose = 'marketing'
                        order by id desc limit 1), false) <> ?::boolean`,
      [accountId, given, accountId, given],
    )
  })
  return readProfile(em, accountId)
}

/** All that this service knows of somebody, for them to take along. */
export async function exportAccount(
  em: EntityManager,
  { accountId, sessionId }: { accountId: string; sessionId: string },
): Promise<AccountExport> {
  const profile = await readProfile(em, accountId)
  const consents = await em.execute<{ purpose: 'marketing'; given: boolean; at: Date }[]>(
    'select purpose, given, at from consent where account_id = ? order by id',
    [accountId],
  )
  const identities = await em.execute<{ provider: 'google'; subject: string; linked_at: Date }[]>(
    'select provider, subject, linked_at from identity where account_id = ?',
    [accountId],
  )
  const roles = await em.execute<{ role: string; change: string; at: Date }[]>(
    'select role, change, at from role_change where account_id = ? order by id',
    [accountId],
  )
  return {
    profile,
    consents: consents.map(({ at, ...consent }) => ({ ...consent, at: at.toISOString() })),
    identities: identities.map(({ linked_at, ...identity }) => ({ ...identity, linkedAt: linked_at.toISOString() })),
    roleChanges: roles.map(({ at, ...change }) => ({ ...change, at: at.toISOString() })),
    ...(await listSessions(em, { accountId, currentId: sessionId })),
  }
}
