import { createServer } from 'node:http'
import { join } from 'node:path'
import pg from 'pg'
import { seedDemo } from '../local/demo.ts'
import { DATABASE } from '../local/environment.ts'
import { superuserUrl } from '../local/postgres.ts'
import { type System, startSystem } from '../local/system.ts'
import { type Buyer, buyersOf } from '../proof/buyers.ts'
import { putOnSale, type Show } from '../test/purchase/shop.ts'
import { freePorts } from '../test/whole-system.ts'

/** What is measured on: all of Tiketi with demo data and two great halls, and a copy of its database. */
export interface Ground {
  system: System
  /** Where a service answers without the gateway. */
  origin(service: 'event' | 'queue' | 'reservation' | 'payment'): string
  /** Connected to the services' database as the superuser. */
  database: pg.Client
  /** Where the server writes what it does. */
  postgresLog: string
  /** The database as it was before anything was measured, for whoever shall do the same work without a service. */
  copyUrl(role: 'reservation' | 'postgres'): string
  redisPort: number
  hall: Show
  field: Show
  /** Files of this run. */
  folder: string
  buyer(number: number): Promise<Buyer>
}

export const HALL_SEATS = 20_000
const COPY = 'tiketi_copy'
export async function layGround(folder: string, say: (line: string) => void): Promise<AsyncDisposable & Ground> {
  await using begun = new AsyncDisposableStack()
  const traces = await startSink()
  begun.defer(() => traces.close())
  const ports = await freePorts()
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: traces.url, TRACE_RATIO: '0.05' }
  say('Starting Tiketi')
  // What its programs warn of while their database is copied is no news.
  const system = await startSystem({ ports, folder, environment })
  begun.defer(() => system.stop())
  say('Putting events, a hall of 20,000 seats and a field of 20,000 places on sale')
  await seedDemo(system)
  const hall = await putOnSale(system, { seats: HALL_SEATS })
  const field = await putOnSale(system, { seats: 200, standing: 19_800 })
  await copyDatabase(superuserUrl({ port: ports.postgres, password: system.secrets.postgresPassword }))
  const database = new pg.Client(system.adminUrl)
  await database.connect()
  begun.defer(() => database.end())

  const everything = begun.move()
  return {
    system,
    origin: (service) => `http://127.0.0.1:${ports[service]}`,
    database,
    postgresLog: join(folder, 'logs/postgres.log'),
    copyUrl(role) {
      const password = role === 'postgres' ? system.secrets.postgresPassword : system.secrets.rolePasswords[role]
      return `postgres://${role}:${password}@127.0.0.1:${ports.postgres}/${COPY}`
    },
    redisPort: ports.redis,
    hall,
    field,
    folder,
    buyer: buyersOf(system.secrets.signingKeys),
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  }
}

/** Takes every trace and keeps none. */
async function startSink() {
  const server = createServer((request, response) => request.resume().once('end', () => response.end()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() }
}

/** A database can be copied while nobody is connected: the services lose their connections and take new ones. */
async function copyDatabase(url: string): Promise<void> {
  const admin = new pg.Client(url)
  await admin.connect()
  try {
    await admin.query(`alter database ${DATABASE} allow_connections false`)
    await admin.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1`, [DATABASE])
    await admin.query(`create database ${COPY} template ${DATABASE}`)
  } finally {
    await admin.query(`alter database ${DATABASE} allow_connections true`)
    await admin.end()
  }
}
