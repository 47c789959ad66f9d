import type { EntityManager } from '@mikro-orm/postgresql'
import type { Role, User } from '@tiketi/contracts/auth'
import type { Locale } from '@tiketi/contracts/schema'
import { Refusal } from '@tiketi/kit/refusal'

interface Row {
  id: string
  email: string
  name: string
  locale: Locale
  roles: string
}

/** An account as its owner sees it, with the roles of this moment. @throws Refusal 401 when it is gone. */
export async function userOf(em: EntityManager, id: string): Promise<User> {
  const [row] = await em.execute<Row[]>(
    `select id, email, name, locale,
            (select coalesce(string_agg(role, ' ' order by role), '') from account_role where account_id = id) as roles
       from account where id = ? and verified_at is not null`,
    [id],
  )
  if (!row) throw new Refusal('ACCOUNT_GONE', 401, 'This account does not exist any more.')
  return { ...row, roles: row.roles.split(' ').filter(Boolean) as Role[] }
}
