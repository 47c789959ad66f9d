import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import type { DatabaseDefinition } from '@tiketi/kit/database'
import { createLog } from '@tiketi/kit/log'
import { migrate } from '@tiketi/kit/migrate'
import pg from 'pg'

const services = join(import.meta.dirname, '../../services')

interface MigrateAllOptions {
  /** The superuser's URL of any database of the server. */
  adminUrl: string
  /** Made if there is none. */
  database: string
  /** Of each service's own role. */
  passwords: Record<ServiceName, string>
}

/** Brings the schema of every service up to date. */
export async function migrateAll({ adminUrl, database, passwords }: MigrateAllOptions): Promise<void> {
  await createDatabase(adminUrl, database)
  const url = new URL(adminUrl)
  url.pathname = database
  const log = createLog('migrate', 'warn')
  for (const service of serviceNames) {
    const file = join(services, `${service}-service/src/orm.ts`)
    const module: { database: DatabaseDefinition } = await import(pathToFileURL(file).href)
    await migrate(module.database, { adminUrl: url.href, passwords, log })
  }
}

async function createDatabase(adminUrl: string, name: string) {
  const client = new pg.Client(adminUrl)
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}
