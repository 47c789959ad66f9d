import { createHash } from 'node:crypto'
import { REFUSED_BY_DATABASE } from '@tiketi/contracts/migration'
import type { ServiceName } from '@tiketi/contracts/routes'
import { Client, DatabaseError, escapeIdentifier } from 'pg'
import Type from 'typebox'
import { loadConfig, secret } from './config.ts'
import { type DatabaseDefinition, type MigrationClass, tls } from './database.ts'
import { grantInbox, grantRows, makeRoles, ownerOf } from './database-roles.ts'
import { kitTables } from './kit-tables.ts'
import { createLog, type Log } from './log.ts'

interface Migrating {
  /** With the password of a role that may make roles and owns the database; it need not be a superuser. */
  adminUrl: string
  /** Of the service's own role, by its name; those of others are not looked at. */
  passwords: Partial<Record<ServiceName, string>>
  log: Log
}

interface Step {
  name: string
  queries: string[]
}

/** Of migrations that are wrong in themselves. */
class WrongMigration extends Error {}

/** Connection, serialization, resources, locks, a server that stops or fails: another try may go well. */
const PASSING = /^(?:08|40|53|55|57|58)/

/** Any number that no other advisory lock of this database uses. */
const MIGRATING = 7_134_001

/**
 * Brings a service's roles, grants and tables up to date in one transaction: after an error everything is as it was.
 * Of two that migrate at once, the second waits and finds nothing to do.
 *
 * @throws Error with one sentence that names the migration and its fault.
 */
export async function migrate(
  { service, migrations }: DatabaseDefinition,
  { adminUrl, passwords, log }: Migrating,
): Promise<void> {
  const password = passwords[service]
  if (!password) throw new Error(`There is no password for the role of ${service}-service.`)
  const steps = [...kitTables(service), ...(await Promise.all(migrations.map(stepOf)))]
  refuseTwins(service, steps)

  const client = await connect(adminUrl, service)
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATING])
    // A migration that waits for a busy table makes everybody behind it wait too; better that it fails and is repeated.
    await client.query("set local lock_timeout = '2s'")
    await makeRoles(client, service, password)
    await client.query(`set local role ${ownerOf(service)}`)
    await client.query(`set local search_path = ${escapeIdentifier(service)}`)
    await grantRows(client, service)
    const applied = await applyPending(client, service, steps)
    await grantInbox(client, service)
    await client.query('commit')
    log.info({ applied }, `${service}-service: ${applied.length > 0 ? 'migrated' : 'nothing to migrate'}`)
  } catch (error) {
    throw new Error(`${service}-service was not migrated, nothing was changed: ${(error as Error).message}.`, {
      cause: error,
    })
  } finally {
    // Ends an open transaction too.
    await client.end()
  }
}

async function connect(adminUrl: string, service: ServiceName): Promise<Client> {
  const url = new URL(adminUrl)
  const ssl = await tls(url)
  // The client would read them in its own way, and put that in the place of ours.
  for (const name of ['sslmode', 'sslrootcert']) url.searchParams.delete(name)
  const client = new Client({ connectionString: url.href, ssl, application_name: `${service}-migration` })
  try {
    await client.connect()
  } catch (error) {
    throw new Error(`${service}-service was not migrated, the database is away: ${(error as Error).message}.`)
  }
  return client
}

async function stepOf(migration: MigrationClass): Promise<Step> {
  // They only add SQL, so they need no connection; one that asks for it fails here.
  const instance = new migration(undefined as never, undefined as never)
  await instance.up()
  const queries = instance.getQueries().map((query) => {
    if (typeof query === 'string') return query
    throw new WrongMigration(`${migration.name} adds something else than SQL text.`)
  })
  return { name: migration.name, queries }
}

function refuseTwins(service: ServiceName, steps: Step[]): void {
  const names = steps.map(({ name }) => name)
  const twin = names.find((name, at) => names.indexOf(name) !== at)
  if (twin) throw new WrongMigration(`${service}-service has two migrations called ${twin}.`)
}

async function applyPending(client: Client, service: ServiceName, steps: Step[]): Promise<string[]> {
  await client.query(`
    create table if not exists migration (
      name text primary key, checksum text not null, applied_at timestamptz not null default clock_timestamp());
    revoke all on migration from ${escapeIdentifier(service)}`)
  const { rows } = await client.query('select name, checksum from migration')
  const known = new Map(rows.map(({ name, checksum }): [string, string] => [name, checksum]))
  const applied: string[] = []
  for (const { name, queries } of steps) {
    const checksum = createHash('sha256').update(queries.join(';\n')).digest('hex')
    if (known.get(name) === checksum) continue
    if (known.has(name))
      throw new WrongMigration(`${name} was changed after it was applied, add a new migration instead`)
    for (const query of queries) await apply(client, name, query)
    await client.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum])
    applied.push(name)
  }
  return applied
}

async function apply(client: Client, name: string, query: string): Promise<void> {
  try {
    await client.query(query)
  } catch (error) {
    throw new Error(`${name} failed, ${(error as Error).message}`, { cause: error })
  }
}

/**
 * How the migration command ends after an error of `migrate`: with `REFUSED_BY_DATABASE` when another try would end the
 * same, else with 1.
 */
export function exitCodeOf(error: unknown): number {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof WrongMigration) return REFUSED_BY_DATABASE
    if (at instanceof DatabaseError) return PASSING.test(at.code ?? '') ? 1 : REFUSED_BY_DATABASE
  }
  return 1
}

/** A service's migration command: reads its settings, migrates, and ends as `exitCodeOf` says, with one sentence, if it cannot. */
export async function runMigrations(definition: DatabaseDefinition): Promise<void> {
  const { service } = definition
  const schema = Type.Object({
    DATABASE_ADMIN_URL: Type.String({ pattern: '^postgres(ql)?://' }),
    DATABASE_ADMIN_PASSWORD: secret('database/admin'),
    DATABASE_PASSWORD: secret(`database/${service}`),
  })
  try {
    const config = await loadConfig(service, schema)
    const adminUrl = new URL(config.DATABASE_ADMIN_URL)
    adminUrl.password = encodeURIComponent(config.DATABASE_ADMIN_PASSWORD)
    const log = createLog(`${service}-migration`)
    await migrate(definition, { adminUrl: adminUrl.href, passwords: { [service]: config.DATABASE_PASSWORD }, log })
  } catch (error) {
    console.error((error as Error).message)
    process.exit(exitCodeOf(error))
  }
}
