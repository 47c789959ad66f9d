import { type EventName, events } from '@tiketi/contracts/events'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { type Client, escapeIdentifier, escapeLiteral } from 'pg'
import { scramVerifier } from './scram.ts'

/** Whose role owns the service's tables; nobody logs in as it. */
export const ownerOf = (service: ServiceName) => escapeIdentifier(`${service}_owner`)

/** Who publishes events that the service handles. */
function publishersTo(service: ServiceName): ServiceName[] {
  const handled = (Object.keys(events) as EventName[]).filter((name) =>
    (events[name].consumers as readonly ServiceName[]).includes(service),
  )
  return [...new Set(handled.map((name) => events[name].publisher))]
}

/**
 * Makes the service's two roles and its two empty schemas, and whatever role the grants will name. Nothing here needs a
 * superuser: on RDS the administrator may make roles, and is a member of those it made (PostgreSQL 16, CREATEROLE).
 */
export async function makeRoles(client: Client, service: ServiceName, password: string): Promise<void> {
  const [role, owner] = [escapeIdentifier(service), ownerOf(service)]
  for (const name of [service, `${service}_owner`, ...publishersTo(service)]) await makeRole(client, name)
  const { rows } = await client.query('select current_database() as database')
  const database = escapeIdentifier(rows[0].database)
  await client.query(`
    grant ${owner} to current_user with inherit false, set true;
    alter role ${role} login password ${escapeLiteral(scramVerifier(password))};
    alter role ${role} set search_path = ${role};
    alter role ${role} set statement_timeout = '10s';
    alter role ${role} set lock_timeout = '5s';
    alter role ${role} set idle_in_transaction_session_timeout = '15s';
    revoke all on database ${database} from public;
    grant connect on database ${database} to ${role};
    create schema if not exists ${role} authorization ${owner};
    create schema if not exists ${inboxOf(service)} authorization ${owner}`)
}

async function makeRole(client: Client, name: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name])
  if (rowCount === 0) await client.query(`create role ${escapeIdentifier(name)} nologin`)
}

/** As the owner, before there is any table: the service may read and write rows, never change a table. */
export async function grantRows(client: Client, service: ServiceName): Promise<void> {
  const role = escapeIdentifier(service)
  await client.query(`
    grant usage on schema ${role} to ${role};
    alter default privileges in schema ${role} grant select, insert, update, delete on tables to ${role};
    alter default privileges in schema ${role} grant usage, select on sequences to ${role}`)
}

/** As the owner: the service handles its inbox, and exactly the publishers of its events deliver into it. */
export async function grantInbox(client: Client, service: ServiceName): Promise<void> {
  const [role, inbox] = [escapeIdentifier(service), inboxOf(service)]
  await client.query(`
    grant usage on schema ${inbox} to ${role};
    grant select, update, delete on ${inbox}.event to ${role}`)
  const publishers = publishersTo(service)
  const { rows } = await client.query('select rolname as name from pg_roles where rolname = any($1)', [serviceNames])
  for (const { name } of rows as { name: ServiceName }[]) {
    const other = escapeIdentifier(name)
    if (publishers.includes(name))
      await client.query(
        `grant usage on schema ${inbox} to ${other}; grant execute on function ${inbox}.deliver to ${other}`,
      )
    else {
      await client.query(`revoke all on function ${inbox}.deliver from ${other}`)
      if (name !== service) await client.query(`revoke all on schema ${inbox} from ${other}`)
    }
  }
}

const inboxOf = (service: ServiceName) => escapeIdentifier(`${service}_inbox`)
