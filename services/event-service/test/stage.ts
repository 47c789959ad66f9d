import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Role } from '@tiketi/contracts/auth'
import type { EventDraft, OrganiserEvent, PlanSummary } from '@tiketi/contracts/event'
import type { SeatingPlan } from '@tiketi/contracts/seating'
import { loadConfig } from '@tiketi/kit/config'
import type { App } from '@tiketi/kit/create-app'
import { connectDatabase, type DatabaseConfig } from '@tiketi/kit/database'
import { createLog } from '@tiketi/kit/log'
import { testDatabase, testRedis, testTokens, until } from '@tiketi/kit/testing'
import { createEventService } from '../src/app.ts'
import { Config } from '../src/config.ts'
import { database } from '../src/orm.ts'

const log = createLog('event-test', 'silent')

export interface Stage {
  app: App
  redis: Awaited<ReturnType<typeof testRedis>>
  /** As superuser, past the service. */
  admin: EntityManager
  /** As the service's own role. */
  service: EntityManager
  tokens: Awaited<ReturnType<typeof testTokens>>
  /** Another process of the same service, on the same stores. */
  another: (settings?: Record<string, string>) => Promise<App>
  /** Somebody with an access token, who asks. */
  someone: (...roles: Role[]) => Promise<Someone>
}

/** The service on stores of the test's own. */
export async function stage(t: TestContext, chosen: Record<string, string> = {}): Promise<Stage> {
  const [{ config, adminUrl }, redis, tokens] = await Promise.all([
    testDatabase(t, 'event'),
    testRedis(t),
    testTokens(t),
  ])
  async function start(settings: Record<string, string> = {}) {
    const { DATABASE_URL, DATABASE_PASSWORD } = config
    const source = {
      PORT: '0',
      DATABASE_URL,
      DATABASE_PASSWORD,
      REDIS_URL: redis.url,
      IMAGES_BUCKET: 'pictures',
      ...tokens.config,
      ...chosen,
      ...settings,
    }
    const app = await createEventService(await loadConfig('event', Config, source), log)
    t.after(() => app.close())
    // A process that has not reached Redis yet serves without it.
    await until(async () => (await app.inject('/ready')).json().redis)
    return app
  }
  const superuser = { DATABASE_URL: adminUrl, DATABASE_PASSWORD: new URL(adminUrl).password, DATABASE_POOL: 2 }
  const connected = async (as: DatabaseConfig) => {
    const orm = await connectDatabase(database, as, log)
    t.after(() => orm.close(true))
    return orm.em.fork() as EntityManager
  }
  const app = await start()
  return {
    app,
    redis,
    admin: await connected(superuser),
    service: await connected(config),
    tokens,
    another: start,
    async someone(...roles) {
      const id = randomUUID()
      return new Someone(app, id, await tokens.accessToken({ id, roles }))
    },
  }
}

export interface Answered {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the test expects of it
  body: any
  headers: Record<string, unknown>
}

export class Someone {
  readonly id: string
  readonly #app: App
  readonly #headers: Record<string, string>

  constructor(app: App, id: string, accessToken?: string) {
    this.#app = app
    this.id = id
    this.#headers = accessToken ? { authorization: `Bearer ${accessToken}` } : {}
  }

  get(url: string, headers: Record<string, string> = {}): Promise<Answered> {
    return this.#send('GET', url, undefined, headers)
  }

  post(url: string, body: unknown, key: string = randomUUID()): Promise<Answered> {
    return this.#send('POST', url, body, { 'idempotency-key': key })
  }

  put(url: string, body: unknown, key: string = randomUUID()): Promise<Answered> {
    return this.#send('PUT', url, body, { 'idempotency-key': key })
  }

  async #send(method: 'GET' | 'POST' | 'PUT', url: string, payload: unknown, headers: Record<string, string>) {
    const sent = payload === undefined ? {} : { payload: payload as object }
    const answer = await this.#app.inject({ method, url, headers: { ...this.#headers, ...headers }, ...sent })
    const json = /json/.test(answer.headers['content-type'] ?? '')
    return { status: answer.statusCode, body: json ? answer.json() : answer.body, headers: answer.headers }
  }

  /** A plan of the caller's own. */
  async plan(plan: SeatingPlan = smallPlan()): Promise<PlanSummary> {
    return succeeded(await this.post('/api/event/organiser/plans', { name: 'Hall', plan }))
  }

  /** A draft of the caller's own. */
  async draft(changes: Partial<EventDraft> = {}): Promise<OrganiserEvent> {
    const planId = changes.performances?.[0]?.planId ?? (await this.plan()).id
    return succeeded(await this.post('/api/event/organiser/events', draftOf(planId, changes)))
  }

  /** A published event of the caller's own. */
  async published(changes: Partial<EventDraft> = {}): Promise<OrganiserEvent> {
    const { id, version } = await this.draft(changes)
    return succeeded(await this.post(`/api/event/organiser/events/${id}/publish`, { version }))
  }
}

function succeeded({ status, body }: Answered) {
  if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(body)}`)
  return body
}

export function smallPlan(): SeatingPlan {
  const row = (label: string, grade: string, y: number) => {
    return { label, grade, seats: 10, firstNumber: 1, from: [50, y], to: [150, y] } as const
  }
  return {
    width: 200,
    height: 200,
    stage: { from: [50, 10], to: [150, 10], label: { ko: '무대', en: 'Stage' } },
    sections: [
      {
        code: 'A',
        name: { ko: 'A구역', en: 'Block A' },
        rows: [row('1', 'VIP', 50), row('2', 'R', 70)].map((row) => ({ ...row, from: [...row.from], to: [...row.to] })),
      },
    ],
  }
}

const HOUR_MS = 3_600_000

export function hoursFromNow(hours: number): string {
  return new Date(Date.now() + hours * HOUR_MS).toISOString()
}

export function draftOf(planId: string, changes: Partial<EventDraft> = {}): EventDraft {
  return {
    title: { ko: '별빛 정원', en: 'Garden of Stars' },
    description: { ko: '한밤의 야외 공연', en: 'An open-air night' },
    category: 'concert',
    artists: [{ ko: '새벽하늘', en: 'Dawn Sky' }],
    searchTerms: ['daybreak', '여명'],
    venue: {
      name: { ko: '한빛 아트홀', en: 'Hanbit Art Hall' },
      address: { ko: '서울 마포구', en: 'Mapo-gu, Seoul' },
      timeZone: 'Asia/Seoul',
    },
    ageLimit: 8,
    posterUrl: '/posters/garden.svg',
    grades: [
      { code: 'VIP', name: { ko: 'VIP석', en: 'VIP' }, priceWon: 165_000 },
      { code: 'R', name: { ko: 'R석', en: 'R' }, priceWon: 132_000 },
    ],
    performances: [performanceOf(planId)],
    ...changes,
  }
}

export function performanceOf(planId: string, startsInHours = 240): EventDraft['performances'][number] {
  return {
    startsAt: hoursFromNow(startsInHours),
    planId,
    onSale: {
      opensAt: hoursFromNow(-1),
      closesAt: hoursFromNow(startsInHours - 1),
      waitingRoom: true,
      limitPerPerson: 4,
      admissionsPerSecond: 50,
    },
  }
}
