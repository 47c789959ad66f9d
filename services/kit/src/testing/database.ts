import { randomUUID } from 'node:crypto'
import type { ServiceName } from '@tiketi/contracts/routes'
import { Client, escapeIdentifier } from 'pg'
import type { DatabaseConfig } from '../database.ts'
import type { Lifetime } from './lifetime.ts'
import { setting } from './setting.ts'

const TEMPLATE = 'tiketi_template'

export interface TestDatabase {
  /** The settings with which the service connects as its own role. */
  config: DatabaseConfig
  /** A superuser's URL of the same database, to look behind the service's back. */
  adminUrl: string
}

/** A database of the test's own with every service's tables, dropped when the test ends. */
export function testDatabase(t: Lifetime, service: ServiceName): Promise<TestDatabase> {
  return createTestDatabase(t, service, TEMPLATE)
}

/** The same from another template, for tests of migrating itself. */
export async function createTestDatabase(t: Lifetime, service: ServiceName, template: string): Promise<TestDatabase> {
  const name = `test_${randomUUID()}`
  await administer(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`)
  // Whoever is still connected is put out: hooks run in the order in which they were added, this one before the others.
  t.after(() => administer(`drop database ${escapeIdentifier(name)} with (force)`))
  const adminUrl = new URL(setting('TIKETI_TEST_ADMIN_URL'))
  adminUrl.pathname = name
  return {
    config: {
      DATABASE_URL: `postgres://${service}@${adminUrl.host}/${name}`,
      DATABASE_PASSWORD: setting('TIKETI_TEST_ROLE_PASSWORD'),
      DATABASE_POOL: 4,
    },
    adminUrl: adminUrl.href,
  }
}

async function administer(statement: string): Promise<void> {
  const client = new Client(setting('TIKETI_TEST_ADMIN_URL'))
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
