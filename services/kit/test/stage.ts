import type { TestContext } from 'node:test'
import { Migration } from '@mikro-orm/migrations'
import type { MikroORM } from '@mikro-orm/postgresql'
import type { ServiceName } from '@tiketi/contracts/routes'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { connectDatabase, type DatabaseConfig, type DatabaseDefinition, defineDatabase } from '../src/database.ts'
import type { Handlers } from '../src/handle-event.ts'
import { createLog } from '../src/log.ts'
import { migrate } from '../src/migrate.ts'
import { answers, connectRedis, type RedisClient, type RedisConfig } from '../src/redis.ts'
import { createTestDatabase } from '../src/testing/database.ts'
import { setting } from '../src/testing/setting.ts'
import { testRedis, until } from '../src/testing.ts'

export const log = createLog('kit-test', 'silent')

class CreateEffect extends Migration {
  override up() {
    // Nothing unique: whatever acts twice is seen twice.
    this.addSql('create table effect (id uuid not null, by text not null, at timestamptz not null default now())')
  }
}

class CreateCause extends Migration {
  override up() {
    this.addSql('create table cause (id uuid primary key)')
  }
}

/** Two services as they are in the contracts, with one table each: payment publishes, reservation handles. */
export const definitions = {
  payment: defineDatabase({ service: 'payment', entities: [], migrations: [CreateCause] }),
  reservation: defineDatabase({ service: 'reservation', entities: [], migrations: [CreateEffect] }),
}

export interface Stage {
  payment: MikroORM
  reservation: MikroORM
  /** As superuser. */
  admin: Client
  adminUrl: string
  config: Record<keyof typeof definitions, DatabaseConfig>
}

/** A migrated database of the test's own, and both services connected to it. */
export async function stage(t: TestContext): Promise<Stage> {
  const { adminUrl, config } = await createTestDatabase(t, 'reservation', 'template1')
  await migrateAlone(adminUrl, Object.values(definitions))
  const configs = {
    reservation: config,
    payment: { ...config, DATABASE_URL: config.DATABASE_URL.replace('reservation@', 'payment@') },
  }
  const admin = new Client(adminUrl)
  admin.on('error', () => {})
  await admin.connect()
  t.after(() => admin.end())
  return {
    payment: await connected(t, 'payment', configs.payment),
    reservation: await connected(t, 'reservation', configs.reservation),
    admin,
    adminUrl,
    config: configs,
  }
}

async function connected(t: TestContext, service: keyof typeof definitions, config: DatabaseConfig) {
  const orm = await connectDatabase(definitions[service], config, log)
  t.after(() => orm.close(true))
  return orm
}

/**
 * Roles belong to the whole server, so test files that migrate at once would meet there, unlike services of one
 * database, which the migration's own lock keeps apart.
 */
async function migrateAlone(adminUrl: string, several: DatabaseDefinition[]): Promise<void> {
  const server = new Client(setting('TIKETI_TEST_ADMIN_URL'))
  await server.connect()
  try {
    await server.query('select pg_advisory_lock(1)')
    for (const definition of several) await migrate(definition, { adminUrl, passwords: passwords(), log })
  } finally {
    await server.end()
  }
}

function passwords(): Partial<Record<ServiceName, string>> {
  const password = setting('TIKETI_TEST_ROLE_PASSWORD')
  return { payment: password, reservation: password }
}

/** A Redis of the test's own and a client of it. */
export async function stageRedis(t: TestContext) {
  const server = await testRedis(t)
  const redis = new Redis(server.url, { enableOfflineQueue: false, retryStrategy: () => 50, lazyConnect: true })
  redis.on('error', () => {})
  await redis.connect()
  t.after(() => redis.disconnect())
  return { server, redis }
}

/** A client of the Redis that is given, else of one of the test's own. It is ready. */
export async function connectedTo(t: TestContext, given: Partial<RedisConfig>): Promise<RedisClient> {
  const redis = connectRedis({ REDIS_URL: (await testRedis(t)).url, REDIS_CLUSTER: false, ...given }, log)
  t.after(() => redis.disconnect())
  await until(() => answers(redis))
  return redis
}

/** A client that never finds its Redis: consumers poll. */
export function noRedis(t: TestContext): Redis {
  const redis = new Redis({ port: 1, lazyConnect: true, retryStrategy: () => null, disconnectTimeout: 0 })
  redis.on('error', () => {})
  t.after(() => redis.disconnect())
  return redis
}

/** What reservation does about captured payments; the tests publish little else. */
export function handling(captured: Handlers<'reservation'>['payment.captured']): Handlers<'reservation'> {
  return { 'payment.captured': captured } as Handlers<'reservation'>
}
