import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { Role } from '@tiketi/contracts/auth'
import type { OnSaleForService, PerformanceForSale } from '@tiketi/contracts/event'
import type { EventData, EventName } from '@tiketi/contracts/events'
import { newSigningKey, signingKeys } from '@tiketi/kit/access-token'
import { loadConfig } from '@tiketi/kit/config'
import type { App } from '@tiketi/kit/create-app'
import { connectDatabase, type DatabaseConfig } from '@tiketi/kit/database'
import { createLog } from '@tiketi/kit/log'
import { testDatabase, testRedis, testTokens, until } from '@tiketi/kit/testing'
import { createReservationService } from '../src/app.ts'
import { Config } from '../src/config.ts'
import { database } from '../src/orm.ts'
import { storeOnSale } from '../src/store-on-sale.ts'
import { storePerformance } from '../src/store-performance.ts'
import { Someone } from './someone.ts'

const log = createLog('reservation-test', process.env.TEST_LOG ?? 'silent')

/** Nobody waits for deadlines here. */
const RUN_OUT = `update reservation.reservation
  set held_at = now() - interval '9 minutes', deadline = now() - interval '1 second' where id = ?`

export type Stage = Awaited<ReturnType<typeof stage>>

/** The service on stores of the test's own. */
export async function stage(t: TestContext, settings: Record<string, string> = {}) {
  const [stores, redis, tokens, passes] = await Promise.all([
    testDatabase(t, 'reservation'),
    testRedis(t),
    testTokens(t),
    testPasses(t),
  ])
  const { DATABASE_URL, DATABASE_PASSWORD } = stores.config
  const source = {
    PORT: '0',
    DATABASE_URL,
    DATABASE_PASSWORD,
    REDIS_URL: redis.url,
    // Nobody answers there: tests store what event-service would have said.
    EVENT_URL: 'http://127.0.0.1:1',
    TICKET_KEY: 'a key for the tickets of one test only',
    ...passes.config,
    ...tokens.config,
    ...settings,
  }
  /** Another process of the service, as it were. */
  async function start(more: Record<string, string> = {}): Promise<App> {
    const app = await createReservationService(await loadConfig('reservation', Config, { ...source, ...more }), log)
    t.after(() => app.close())
    await app.ready()
    return app
  }
  async function connected(as: Pick<DatabaseConfig, 'DATABASE_URL' | 'DATABASE_PASSWORD'>, pool: number) {
    const orm = await connectDatabase(database, { ...as, DATABASE_POOL: pool }, log)
    t.after(() => orm.close(true))
    return orm
  }
  const own = await connected(stores.config, 8)
  const password = decodeURIComponent(new URL(stores.adminUrl).password)
  const orm = await connected({ DATABASE_URL: stores.adminUrl, DATABASE_PASSWORD: password }, 4)
  const app = await start()
  const sql = <Row extends object>(query: string, params: unknown[] = []) =>
    patiently(() => orm.em.fork().execute<Row[]>(query, params))

  return {
    app,
    start,
    redis,
    tokens,
    passes,
    databaseUrl: DATABASE_URL,
    /** As the service's own role. */
    own,
    /** Looks and reaches behind the service's back, as superuser. */
    admin: orm,
    sql,
    async someone(...roles: Role[]): Promise<Someone> {
      const id = randomUUID()
      const token = await tokens.accessToken({ id, roles: roles.length > 0 ? roles : ['buyer'] })
      return new Someone(app, id, { authorization: `Bearer ${token}` })
    },
    async service(caller: 'payment' | 'queue' | 'notification', of = app) {
      const token = await tokens.serviceToken(caller, 'reservation')
      return new Someone(of, caller, { authorization: `Bearer ${token}` })
    },
    /** As `sell`, with a presale that is on and without a waiting room; the sale itself opens in an hour. */
    async sellEarly(presale: Partial<OnSaleForService> = {}, changes: Partial<PerformanceForSale> = {}) {
      const presaleId = randomUUID()
      const performance = performanceForSale({ presaleId, ...changes })
      await storePerformance(own.em.fork(), performance)
      await storeOnSale(
        own.em.fork(),
        onSaleOf(performance, { opensAt: minutesFromNow(60), closesAt: minutesFromNow(120) }),
      )
      await storeOnSale(
        own.em.fork(),
        onSaleOf(performance, { id: performance.presaleId!, isPresale: true, ...presale }),
      )
      return { ...performance, presaleId: performance.presaleId! }
    },
    /** The presale has just closed, and the sale opened. */
    async endPresale({ presaleId, onSaleId }: Pick<PerformanceForSale, 'presaleId' | 'onSaleId'>) {
      await sql(
        `update reservation.on_sale set version = version + 1,
           opens_at = now() - case id when ? then interval '2 minutes' else interval '1 minute' end,
           closes_at = case id when ? then now() - interval '1 minute' else closes_at end where id in (?, ?)`,
        [presaleId, presaleId, presaleId, onSaleId],
      )
    },
    /** What event-service would have told. */
    async sell(changes: Selling = {}): Promise<PerformanceForSale> {
      const performance = performanceForSale(changes.performance)
      await storePerformance(own.em.fork(), performance)
      await storeOnSale(own.em.fork(), onSaleOf(performance, changes.onSale))
      return performance
    },
    /** Delivers an event as its publisher does. */
    async deliver<Name extends EventName>(name: Name, data: EventData<Name>): Promise<string> {
      const id = randomUUID()
      await sql('select reservation_inbox.deliver(?, ?, ?::jsonb)', [id, name, JSON.stringify({ data })])
      return id
    },
    async handled(id: string): Promise<boolean> {
      const rows = await sql('select from reservation_inbox.event where id = ? and done_at is not null', [id])
      return rows.length > 0
    },
    /** The events that went out to a consumer, oldest first. */
    async published(consumer: 'queue' | 'payment' | 'notification') {
      return sql<{ name: string; payload: Record<string, unknown> }>(
        `select name, payload from ${consumer}_inbox.event order by created_at`,
      )
    },
    /** The hold's time has just run out. */
    async runOut(holdId: string) {
      await sql(RUN_OUT, [holdId])
    },
  }
}

interface Selling {
  performance?: Partial<PerformanceForSale>
  onSale?: Partial<OnSaleForService>
}

/** Passes as queue-service signs them. */
async function testPasses(t: TestContext) {
  const signer = signingKeys(JSON.stringify([newSigningKey(new Date(0))]), {
    issuer: 'tiketi-queue',
    audience: 'tiketi-reservation',
  })
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(signer.jwks()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    config: { PASS_JWKS_URL: `http://127.0.0.1:${port}/jwks.json` },
    pass: (personId: string, onSaleId: string, seconds = 600) =>
      signer.sign({ sub: personId, sale: onSaleId }, seconds),
  }
}

/** A query that never began because the machine is too busy to accept a connection in time is sent again. */
async function patiently<Value>(query: () => Promise<Value>): Promise<Value> {
  return until(
    async () => {
      try {
        return { value: await query() }
      } catch (error) {
        if (/connection timeout/.test((error as Error).message)) return undefined
        throw error
      }
    },
    { timeoutMs: 60_000 },
  ).then(({ value }) => value)
}

export function minutesFromNow(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString()
}

/** Forty seats: two rows of ten VIP, two of ten R. */
export function performanceForSale(changes: Partial<PerformanceForSale> = {}): PerformanceForSale {
  const row = (label: string, grade: string, y: number) => ({
    label,
    grade,
    seats: 10,
    firstNumber: 1,
    from: [50, y] as [number, number],
    to: [150, y] as [number, number],
  })
  return {
    id: randomUUID(),
    version: 1,
    eventId: randomUUID(),
    title: { ko: '별빛 정원', en: 'Garden of Stars' },
    venue: {
      name: { ko: '한빛 아트홀', en: 'Hanbit Art Hall' },
      address: { ko: '서울 마포구', en: 'Mapo-gu, Seoul' },
      timeZone: 'Asia/Seoul',
    },
    startsAt: '2030-05-01T10:00:00.000Z',
    cancelled: false,
    grades: [
      { code: 'VIP', name: { ko: 'VIP석', en: 'VIP' }, priceWon: 165_000 },
      { code: 'R', name: { ko: 'R석', en: 'R' }, priceWon: 132_000 },
    ],
    onSaleId: randomUUID(),
    plan: {
      width: 200,
      height: 200,
      stage: { from: [50, 10], to: [150, 10], label: { ko: '무대', en: 'Stage' } },
      sections: [
        { code: 'A', name: { ko: 'A구역', en: 'Block A' }, rows: [row('1', 'VIP', 50), row('2', 'VIP', 70)] },
        { code: 'B', name: { ko: 'B구역', en: 'Block B' }, rows: [row('1', 'R', 90), row('2', 'R', 110)] },
      ],
    },
    ...changes,
  }
}

/** The forty seats, and floors to stand on: the first, whose tickets have entrance numbers, takes so many. */
export function standingPlan(capacity: number, others: number[] = []): PerformanceForSale['plan'] {
  const area = (code: string, capacity: number) => ({
    code,
    name: { ko: `스탠딩 ${code}`, en: `Floor ${code}` },
    grade: 'R',
    capacity,
    outline: [
      [50, 20],
      [150, 20],
      [150, 45],
      [50, 45],
    ] as [number, number][],
  })
  return {
    ...performanceForSale().plan,
    standing: [{ ...area('S0', capacity), entranceNumbers: true }, ...others.map((n, at) => area(`S${at + 1}`, n))],
  }
}

export function onSaleOf(
  { onSaleId, id, eventId }: PerformanceForSale,
  changes: Partial<OnSaleForService> = {},
): OnSaleForService {
  return {
    id: onSaleId,
    version: 1,
    eventId,
    performanceIds: [id],
    seats: 40,
    cancelled: false,
    opensAt: minutesFromNow(-60),
    closesAt: minutesFromNow(60),
    waitingRoom: false,
    limitPerPerson: 4,
    admissionsPerSecond: 100,
    ...changes,
  }
}
