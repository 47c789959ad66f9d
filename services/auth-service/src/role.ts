import type { EntityManager } from '@mikro-orm/postgresql'
import type { Role } from '@tiketi/contracts/auth'

interface Change {
  accountId: string
  role: Role
  /** The admin; null for the service itself and for an operator's command. */
  changedBy: string | null
}

/** Gives a role and writes that down; giving it again changes nothing. */
export async function giveRole(em: EntityManager, { accountId, role, changedBy }: Change): Promise<void> {
  await em.execute(
    `with given as (
       insert into account_role (account_id, role) values (?, ?) on conflict do nothing returning account_id, role)
     insert into role_change (account_id, role, change, changed_by) select account_id, role, 'granted', ? from given`,
    [accountId, role, changedBy],
  )
}

/** Takes a role away and writes that down; taking what is not there changes nothing. */
export async function takeRole(em: EntityManager, { accountId, role, changedBy }: Change): Promise<void> {
  await em.execute(
    `with taken as (
       delete from account_role where account_id = ? and role = ? returning account_id, role)
     insert into role_change (account_id, role, change, changed_by) select account_id, role, 'withdrawn', ? from taken`,
    [accountId, role, changedBy],
  )
}
