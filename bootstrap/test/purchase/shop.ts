import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Session } from '@tiketi/contracts/auth'
import type { OrganiserEvent, PresaleBy } from '@tiketi/contracts/event'
import { until } from '@tiketi/kit/testing'
import type { System } from '../../local/system.ts'

const ADD_ACCOUNT = new URL('../../../services/auth-service/src/add-account.ts', import.meta.url).pathname
/** Of every account that is made here. */
export const PASSWORD = 'a password of this test only'

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the test expects of it
  body: any
  headers: Headers
}

/** A JSON client of the gateway, as a browser of one person would be. */
export class Client {
  readonly system: System
  token: string | undefined

  constructor(system: System, token?: string) {
    this.system = system
    this.token = token
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.system.url + path, {
      method,
      headers: {
        'tiketi-csrf': '1',
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const type = response.headers.get('content-type') ?? ''
    return {
      status: response.status,
      body: type.includes('json') ? await response.json() : await response.text(),
      headers: response.headers,
    }
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path)
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, body, { 'idempotency-key': randomUUID(), ...headers })
  }
}

/** An account that an operator makes, already confirmed, logged in. */
export async function account(system: System, email: string, ...roles: string[]): Promise<Client & { id: string }> {
  const args = ['--email', email, '--name', 'Somebody', ...roles.flatMap((role) => ['--role', role])]
  const child = spawn(process.execPath, [ADD_ACCOUNT, ...args], { env: { ...process.env, ...system.env('auth') } })
  child.stdin.end(PASSWORD)
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit'), text(child.stdout)])
  assert.equal(code, 0, err)
  return logIn(system, email)
}

async function logIn(system: System, email: string): Promise<Client & { id: string }> {
  const client = new Client(system)
  const { status, body } = await client.post('/api/auth/sessions', { email, password: PASSWORD })
  assert.equal(status, 201, body.code)
  const { accessToken, user } = body as Session
  client.token = accessToken
  return Object.assign(client, { id: user.id })
}

export interface Show {
  performanceId: string
  onSaleId: string
}

interface Selling {
  seats?: number
  /** Places to stand before the stage. */
  standing?: number
  limitPerPerson?: number
  opensInSeconds?: number
  /** Who sells; somebody new otherwise. */
  organiser?: Client
  /** Before the sale opens, from now on. */
  presaleBy?: PresaleBy
}

/** An organiser plans a hall, sets a show on sale behind a waiting room, and every service has heard of it. */
export async function putOnSale(
  system: System,
  { seats = 200, standing, limitPerPerson = 4, opensInSeconds = -1, organiser: seller, presaleBy }: Selling = {},
): Promise<Show> {
  const organiser = seller ?? (await account(system, `organiser-${randomUUID()}@example.com`, 'organiser'))
  const send = async (path: string, body: unknown) => {
    const answer = await organiser.post(`/api/event/organiser/${path}`, body)
    assert.ok(answer.status < 300, JSON.stringify(answer.body))
    return answer.body
  }
  const grades = ['VIP', 'R']
  const plan = await send('plans/from-template', {
    name: 'Hall',
    template: 'hall',
    seats,
    grades,
    ...(standing && { standing: { places: standing, grade: 'R' } }),
  })
  const both = (text: string) => ({ ko: text, en: text })
  const draft: OrganiserEvent = await send('events', {
    title: both('Night of Lights'),
    description: both('An evening.'),
    category: 'concert',
    artists: [both('Lumen')],
    searchTerms: [],
    venue: { name: both('Hall'), address: both('Seoul'), timeZone: 'Asia/Seoul' },
    ageLimit: 0,
    posterUrl: '/posters/night.svg',
    grades: grades.map((code, at) => ({ code, name: both(code), priceWon: 150_000 - 40_000 * at })),
    performances: [
      {
        startsAt: fromNow(30 * 86_400),
        planId: plan.id,
        onSale: {
          opensAt: fromNow(opensInSeconds),
          closesAt: fromNow(86_400),
          waitingRoom: true,
          limitPerPerson,
          admissionsPerSecond: 100,
          ...(presaleBy && {
            presale: { opensAt: fromNow(-1), closesAt: fromNow(opensInSeconds - 1), by: presaleBy },
          }),
        },
      },
    ],
  })
  await send(`events/${draft.id}/publish`, { version: draft.version })
  const [performance] = draft.performances
  const show = { performanceId: performance!.id, onSaleId: performance!.onSale.id }
  await until(
    async () =>
      (await organiser.get(`/api/queue/on-sales/${show.onSaleId}`)).status === 200 &&
      (await organiser.get(`/api/reservation/performances/${show.performanceId}/layout`)).status === 200,
    { timeoutMs: 20_000 },
  )
  return show
}

function fromNow(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString()
}
