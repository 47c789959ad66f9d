import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Role } from '@tiketi/contracts/auth'
import type { OnSaleForService } from '@tiketi/contracts/event'
import type { EventData, EventsFor } from '@tiketi/contracts/events'
import type { JoinRequest, LinePlace, LineStatus } from '@tiketi/contracts/queue'
import { newSigningKey } from '@tiketi/kit/access-token'
import type { App } from '@tiketi/kit/create-app'
import { connectDatabase } from '@tiketi/kit/database'
import { createLog } from '@tiketi/kit/log'
import { publish } from '@tiketi/kit/publish'
import { connectRedis, type RedisClient } from '@tiketi/kit/redis'
import { testDatabase, testRedis, testTokens, until } from '@tiketi/kit/testing'
import { Redis } from 'ioredis'
import { createQueueService } from '../src/app.ts'
import { storeSeats } from '../src/ask-seats.ts'
import type { Config } from '../src/config.ts'
import { lineKeys } from '../src/line-keys.ts'
import { database } from '../src/orm.ts'
import { storeOnSale } from '../src/store-on-sale.ts'

const log = createLog('queue-test', process.env.TEST_LOG ?? 'silent')

const MINUTE = 60_000

/** An on-sale that opened a minute ago, unless told otherwise. */
export function onSale(terms: Partial<OnSaleForService> = {}): OnSaleForService {
  return {
    id: randomUUID(),
    version: 1,
    eventId: randomUUID(),
    performanceIds: [randomUUID()],
    seats: 5_000,
    cancelled: false,
    opensAt: new Date(Date.now() - MINUTE).toISOString(),
    closesAt: new Date(Date.now() + 60 * MINUTE).toISOString(),
    waitingRoom: true,
    limitPerPerson: 4,
    admissionsPerSecond: 1_000,
    ...terms,
  }
}

export type Stage = Awaited<ReturnType<typeof stage>>

/** Real stores of the test's own, and as many replicas of the service as it starts on them. */
export async function stage(t: TestContext, overrides: Partial<Config> = {}) {
  const { config: databaseConfig, adminUrl } = await testDatabase(t, 'queue')
  const server = await testRedis(t)
  const tokens = await testTokens(t)
  const config: Config = {
    HOST: '127.0.0.1',
    PORT: 0,
    METRICS_PORT: 0,
    LOG_LEVEL: 'silent',
    TRUSTED_PROXIES: 'loopback',
    TRACE_RATIO: 0,
    REDIS_URL: server.url,
    REDIS_CLUSTER: false,
    // Nobody answers there: tests say by storeSeats what is free.
    EVENT_URL: 'http://127.0.0.1:1',
    RESERVATION_URL: 'http://127.0.0.1:1',
    SIGNING_KEYS: JSON.stringify([newSigningKey(new Date(0))]),
    PLACE_KEY: 'a key for place tickets of one test only',
    BEACON_URL: 'local',
    ...databaseConfig,
    ...tokens.config,
    ...overrides,
  }
  const redis = await clientOf(config)
  redis.on('error', () => {})
  t.after(() => redis.disconnect())
  const orm = await connectDatabase(database, config, log)
  t.after(() => orm.close(true))

  const neighbours = await connectDatabase({ service: 'queue', entities: [], migrations: [] }, asAdmin(adminUrl), log)
  t.after(() => neighbours.close(true))

  async function start(): Promise<App> {
    const app = await createQueueService(config, log)
    t.after(() => app.close())
    await app.listen({ host: '127.0.0.1', port: 0 })
    return app
  }

  async function person(id = randomUUID(), roles: Role[] = ['buyer']) {
    return { id, headers: { authorization: `Bearer ${await tokens.accessToken({ id, roles })}` } }
  }
  /** What was published to another service, oldest first. */
  function events(consumer: 'reservation') {
    return neighbours.em
      .fork()
      .execute<{ name: string; payload: unknown }[]>(
        `select name, payload from ${consumer}_inbox.event order by created_at`,
      )
  }
  /** Publishes an event of another service. */
  function tell<Name extends EventsFor<'queue'>>(name: Name, data: EventData<Name>) {
    return neighbours.em.fork().transactional((em) => publish(em as EntityManager, name, data))
  }
  return { config, server, tokens, redis, orm, start, person, tell, events }
}

/** A client that waits for its Redis as long as it takes. */
async function clientOf(config: Config): Promise<RedisClient> {
  if (!config.REDIS_CLUSTER) return new Redis(config.REDIS_URL, { retryStrategy: () => 20, maxRetriesPerRequest: null })
  const cluster = connectRedis(config, log)
  await once(cluster, 'ready')
  return cluster
}

function asAdmin(url: string) {
  const password = decodeURIComponent(new URL(url).password)
  return { DATABASE_URL: url, DATABASE_PASSWORD: password, DATABASE_POOL: 1 }
}

/**
 * Puts an on-sale into the database, and waits until the replica has its line going with seats free. Unless a lobby is
 * asked for, it is over and nobody was in it, so that whoever joins has a number at once.
 */
export async function openLine(
  { orm, redis }: Pick<Stage, 'orm' | 'redis'>,
  app: App,
  terms: Partial<OnSaleForService> & { free?: number; lobby?: boolean } = {},
): Promise<string> {
  const { free = 5_000, lobby = false, ...rest } = terms
  const sale = onSale(rest)
  await orm.em.fork().transactional(async (em) => {
    await storeOnSale(em, sale)
    if (!lobby) await endLobby(em, sale.id)
  })
  await begun(redis, app, sale.id, 1)
  await setSeats(redis, sale.id, 1, { free, held: 0 })
  return sale.id
}

async function endLobby(em: EntityManager, onSaleId: string): Promise<void> {
  await em.execute('update queue.on_sale set lobby_closed_at = now() where id = ?', [onSaleId])
  await em.execute(
    `insert into queue.draw (on_sale_id, size, root, beacon, round, round_at, renamed, drawn_at, placed_at)
     values (?, 0, sha256(''), 'none', 0, now(), false, now(), now())`,
    [onSaleId],
  )
}

/** Waits until the line of an epoch stands in Redis and the replica knows it. */
export function begun(redis: RedisClient, app: App, onSaleId: string, epoch: number): Promise<LineStatus> {
  return until(async () => {
    if (Number(await redis.hget(lineKeys(onSaleId, epoch).line, 'epoch')) !== epoch) return
    const status = await statusOf(app, onSaleId)
    return status?.epoch === epoch && status.reason !== 'line-away' ? status : undefined
  })
}

/** What is known of the seats, for an hour: the tests' reservation-service does not answer. */
export async function setSeats(
  redis: RedisClient,
  onSaleId: string,
  epoch: number,
  seats: { free: number; held: number },
): Promise<void> {
  await storeSeats(redis, { onSaleId, epoch, seats })
  await redis.hset(lineKeys(onSaleId, epoch).line, 'seatsAt', Date.now() + 60 * MINUTE)
}

export async function statusOf(app: App, onSaleId: string): Promise<LineStatus | undefined> {
  const answer = await app.inject({ url: `/api/queue/on-sales/${onSaleId}` })
  return answer.statusCode === 200 ? answer.json() : undefined
}

type Person = Awaited<ReturnType<Stage['person']>>

export function join(app: App, onSaleId: string, { headers }: Person, request?: JoinRequest) {
  const url = `/api/queue/on-sales/${onSaleId}/entries`
  return app.inject({ method: 'POST', url, headers, ...(request && { payload: request }) })
}

/** As clients do, again while it says that it cannot: a replica that just started may not have reached every master. */
export async function joined(app: App, onSaleId: string, person: Person, request?: JoinRequest): Promise<LinePlace> {
  const answer = await until(async () => {
    const answer = await join(app, onSaleId, person, request)
    return answer.statusCode === 503 ? undefined : answer
  })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json()
}

export function claim(app: App, onSaleId: string, { headers }: Person, placeTicket: string) {
  return app.inject({ method: 'POST', url: `/api/queue/on-sales/${onSaleId}/pass`, headers, payload: { placeTicket } })
}

export function leave(app: App, onSaleId: string, { headers }: Person, placeTicket: string) {
  const url = `/api/queue/on-sales/${onSaleId}/entries`
  return app.inject({ method: 'DELETE', url, headers, payload: { placeTicket } })
}
