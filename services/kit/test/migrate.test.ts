import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { Migration } from '@mikro-orm/migrations'
import { REFUSED_BY_DATABASE } from '@tiketi/contracts/migration'
import type { ServiceName } from '@tiketi/contracts/routes'
import { Client } from 'pg'
import { connectDatabase, defineDatabase, type MigrationClass } from '../src/database.ts'
import { exitCodeOf, migrate } from '../src/migrate.ts'
import { createTestDatabase } from '../src/testing/database.ts'
import { setting } from '../src/testing/setting.ts'
import { log } from './stage.ts'

const PASSWORD = "it's ? a \\ secret"

class CreateSeat extends Migration {
  override up() {
    this.addSql('create table seat (id serial primary key, name text not null)')
    this.addSql(`insert into seat (name) values ('A1')`)
  }
}

class AddRow extends Migration {
  override up() {
    this.addSql('alter table seat add column row_number int')
  }
}

class Broken extends Migration {
  override up() {
    this.addSql('create table half (id int)')
    this.addSql('alter table nowhere add column x int')
  }
}

/**
 * An empty database under an administrator like RDS's, who is no superuser, and a service that nobody else knows:
 * roles belong to the whole server, so each test has its own.
 */
async function ground(t: TestContext) {
  const mark = randomBytes(4).toString('hex')
  const [service, administrator] = [`probe_${mark}` as ServiceName, `admin_${mark}`]
  const server = new Client(setting('TIKETI_TEST_ADMIN_URL'))
  await server.connect()
  // Hooks run in the order in which they were added: the database goes before its roles.
  const { adminUrl } = await createTestDatabase(t, service, 'template1')
  t.after(async () => {
    await server.query(`drop role if exists "${service}", "${service}_owner", ${administrator}`)
    await server.end()
  })
  const database = new URL(adminUrl).pathname.slice(1)
  await server.query(`create role ${administrator} login createrole createdb password 'admin'`)
  await server.query(`alter database "${database}" owner to ${administrator}`)
  const url = new URL(adminUrl)
  url.username = administrator
  url.password = 'admin'
  const options = { adminUrl: url.href, passwords: { [service]: PASSWORD }, log }
  const run = (...migrations: MigrationClass[]) => migrate({ service, entities: [], migrations }, options)
  const asService = async () => {
    const config = { DATABASE_URL: adminUrl, DATABASE_PASSWORD: PASSWORD, DATABASE_POOL: 2 }
    const own = new URL(adminUrl)
    own.username = service
    own.password = ''
    const definition = defineDatabase({ service, entities: [], migrations: [] })
    const orm = await connectDatabase(definition, { ...config, DATABASE_URL: own.href }, log)
    t.after(() => orm.close(true))
    return orm.em.fork()
  }
  const admin = new Client(adminUrl)
  admin.on('error', () => {})
  await admin.connect()
  t.after(() => admin.end())
  const applied = async (): Promise<string[]> =>
    (await admin.query(`select name from "${service}".migration order by applied_at, name`)).rows.map(
      ({ name }) => name,
    )
  return { service, adminUrl: url.href, run, asService, admin, applied }
}

const KIT = ['kit: event inbox', 'kit: idempotency keys']

test('a service may change rows and nothing else, and its tables belong to nobody who logs in', async (t) => {
  const { service, run, asService, admin } = await ground(t)
  class Ledger extends Migration {
    override up() {
      this.addSql('create table ledger (id int primary key)')
      this.addSql(`revoke update, delete on ledger from ${service}`)
    }
  }
  await run(CreateSeat, Ledger)
  const em = await asService()
  await em.execute(`insert into seat (name) values ('A2')`)
  await em.execute(`update seat set name = 'B1' where name = 'A1'`)
  assert.deepEqual(await em.execute('delete from seat returning name'), [{ name: 'B1' }, { name: 'A2' }].toReversed())
  await em.execute('insert into ledger values (1)')
  for (const statement of [
    'delete from ledger',
    'create table mine (id int)',
    'create temporary table mine (id int)',
    'alter table seat add column x int',
    'drop table seat',
    'truncate seat',
    'create schema mine',
    'create table public.mine (id int)',
    'select * from migration',
    `insert into "${service}_inbox".event (id, name, payload) values (gen_random_uuid(), 'x', '{}')`,
    `select "${service}_inbox".deliver(gen_random_uuid(), 'x', '{"data":{}}')`,
    `set role ${service}_owner`,
  ])
    await assert.rejects(em.execute(statement), /permission denied|must be owner/, statement)
  const { rows } = await admin.query(
    `select distinct tableowner, rolcanlogin from pg_tables join pg_roles on rolname = tableowner
     where schemaname = any($1)`,
    [[service, `${service}_inbox`]],
  )
  assert.deepEqual(rows, [{ tableowner: `${service}_owner`, rolcanlogin: false }])
})

test('only what is new is applied, in order, once', async (t) => {
  const { run, applied } = await ground(t)
  await run(CreateSeat)
  await run(CreateSeat)
  await run(CreateSeat, AddRow)
  assert.deepEqual(await applied(), [...KIT, 'CreateSeat', 'AddRow'])
  // An older release that is rolled out again does not know the newest migration.
  await run(CreateSeat)
})

test('of several who migrate at once one does it and the others find nothing to do', async (t) => {
  const { adminUrl, run, applied } = await ground(t)
  await run()
  await t.test('unguarded: both look, both find it missing, one fails', async () => {
    const clients = [new Client(adminUrl), new Client(adminUrl)]
    await Promise.all(clients.map((client) => client.connect()))
    const looked = await Promise.all(
      clients.map((client) => client.query(`select to_regclass('public.raced') as found`)),
    )
    assert.deepEqual(
      looked.map(({ rows }) => rows[0].found),
      [null, null],
    )
    const made = clients.map((client) => client.query('create table public.raced (id int)'))
    const outcomes = (await Promise.allSettled(made)).map(({ status }) => status)
    await Promise.all(clients.map((client) => client.end()))
    assert.deepEqual(outcomes.toSorted(), ['fulfilled', 'rejected'])
  })
  await t.test('guarded: one after the other', async () => {
    await Promise.all([run(CreateSeat, AddRow), run(CreateSeat, AddRow), run(CreateSeat, AddRow)])
    assert.deepEqual(await applied(), [...KIT, 'CreateSeat', 'AddRow'])
  })
})

test('a migration that fails leaves everything as it was and says which one it was', async (t) => {
  const { service, run, applied, admin } = await ground(t)
  await run(CreateSeat)
  await assert.rejects(run(CreateSeat, AddRow, Broken), {
    message: `${service}-service was not migrated, nothing was changed: Broken failed, relation "nowhere" does not exist.`,
  })
  assert.deepEqual(await applied(), [...KIT, 'CreateSeat'])
  const { rows } = await admin.query(`select to_regclass($1) as half, to_regclass($2) as seat`, [
    `${service}.half`,
    `${service}.seat`,
  ])
  assert.equal(rows[0].half, null)
  assert.ok(rows[0].seat)
})

test('the very first migration that fails leaves not even a role', async (t) => {
  const { service, run, admin } = await ground(t)
  await assert.rejects(run(Broken), /Broken failed/)
  const { rowCount } = await admin.query('select from pg_roles where rolname like $1', [`${service}%`])
  assert.equal(rowCount, 0)
})

test('a migration that was changed after it was applied is refused, and so are two of one name', async (t) => {
  const { run } = await ground(t)
  await run(CreateSeat)
  const changed = { CreateSeat: class CreateSeat extends AddRow {} }.CreateSeat
  await assert.rejects(run(changed), /CreateSeat was changed after it was applied, add a new migration instead\.$/)
  await assert.rejects(run(CreateSeat, CreateSeat), /two migrations called CreateSeat/)
})

test('a migration that would wait for a busy table gives up, so that nobody queues behind it', async (t) => {
  const { service, run, admin } = await ground(t)
  await run(CreateSeat)
  await admin.query('begin')
  await admin.query(`lock table "${service}".seat in access share mode`)
  const migrating = run(CreateSeat, AddRow)
  await assert.rejects(migrating, /AddRow failed, canceling statement due to lock timeout/)
  await admin.query('rollback')
  await run(CreateSeat, AddRow)
})

test('a migration that would fail again is told from one that may succeed', async (t) => {
  const { service, adminUrl, run, admin } = await ground(t)
  const endOf = (migrating: Promise<void>) => migrating.then(() => 0, exitCodeOf)
  assert.equal(await endOf(run(Broken)), REFUSED_BY_DATABASE)
  assert.equal(await endOf(run(CreateSeat)), 0)
  const changed = { CreateSeat: class CreateSeat extends AddRow {} }.CreateSeat
  assert.equal(await endOf(run(changed)), REFUSED_BY_DATABASE)
  assert.equal(await endOf(run(CreateSeat, CreateSeat)), REFUSED_BY_DATABASE)

  await admin.query('begin')
  await admin.query(`lock table "${service}".seat in access share mode`)
  assert.equal(await endOf(run(CreateSeat, AddRow)), 1, 'a busy table')
  await admin.query('rollback')
  const away = new URL(adminUrl)
  away.port = '1'
  const options = { adminUrl: away.href, passwords: { [service]: PASSWORD }, log }
  assert.equal(await endOf(migrate({ service, entities: [], migrations: [] }, options)), 1, 'no database')
})

test('a new password takes effect, the old one no longer opens, and the server never saw either', async (t) => {
  const { service, adminUrl, run, asService, admin } = await ground(t)
  await run()
  await (await asService()).execute('select 1')
  const definition = defineDatabase({ service, entities: [], migrations: [] })
  await migrate(definition, { adminUrl, passwords: { [service]: 'rotated' }, log })
  await assert.rejects((await asService()).execute('select 1'), /password authentication failed/)
  const { rows } = await admin.query('select rolpassword as kept from pg_authid where rolname = $1', [service])
  assert.match(rows[0].kept, /^SCRAM-SHA-256\$/)
})

test('the migration command says in one sentence why it could not, and exits with 1', async (t) => {
  const { adminUrl } = await ground(t)
  const script = `
    import { runMigrations } from '${new URL('../src/migrate.ts', import.meta.url).href}'
    await runMigrations({ service: 'auth', entities: [], migrations: [] })`
  const url = new URL(adminUrl)
  url.password = ''
  url.port = '1'
  const env = { DATABASE_ADMIN_URL: url.href, DATABASE_ADMIN_PASSWORD: 'admin', DATABASE_PASSWORD: 'x' }
  const run = (settings: object) =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, ...settings },
    }).catch((error: { code: number; stderr: string }) => error)
  const away = await run(env)
  assert.match(away.stderr, /^auth-service was not migrated, the database is away: connect ECONNREFUSED .*\.\n$/)
  assert.equal(Reflect.get(away, 'code'), 1)
  const bare = await run({ DATABASE_PASSWORD: 'x' })
  assert.match(bare.stderr, /^auth-service cannot start, its configuration is not right: DATABASE_ADMIN_URL is missing/)
})
