import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { Role, Session, User } from '@tiketi/contracts/auth'
import type { EventName } from '@tiketi/contracts/events'
import { newSigningKey } from '@tiketi/kit/access-token'
import { connectDatabase } from '@tiketi/kit/database'
import { createLog } from '@tiketi/kit/log'
import { serviceTokens } from '@tiketi/kit/service-token'
import { testDatabase, testRedis } from '@tiketi/kit/testing'
import { Client } from 'pg'
import { createAuthService } from '../src/app.ts'
import type { Config } from '../src/config.ts'
import { createAccount } from '../src/create-account.ts'
import { database } from '../src/orm.ts'

export const PUBLIC_URL = 'https://tiketi.example'
export const PASSWORD = 'correct horse battery'
const SERVICE_TOKEN_KEYS = 'a service token key for one test only'

type App = Awaited<ReturnType<typeof createAuthService>>

/** The settings of a service on stores of the test's own; its public keys are those of the
 * application that `servesKeysOf` was last given. */
export async function authConfig(t: TestContext, overrides: Partial<Config> = {}) {
  const { config: databaseConfig, adminUrl } = await testDatabase(t, 'auth')
  const redis = await testRedis(t)
  const keys = await keyServer(t)
  const config: Config = {
    HOST: '127.0.0.1',
    PORT: 0,
    METRICS_PORT: 0,
    LOG_LEVEL: 'silent',
    TRUSTED_PROXIES: 'loopback',
    ...databaseConfig,
    REDIS_URL: redis.url,
    REDIS_CLUSTER: false,
    ACCESS_JWKS_URL: keys.url,
    SERVICE_TOKEN_KEYS,
    TRACE_RATIO: 0,
    PUBLIC_URL,
    SIGNING_KEYS: JSON.stringify([newSigningKey(new Date(0))]),
    MAIL_TOKEN_KEY: 'a mail token key for one test only',
    GOOGLE_ISSUER: 'https://accounts.google.com',
    ...overrides,
  }
  return { config, adminUrl, redis, servesKeysOf: keys.serve }
}

/** A service on real stores, as a browser, a mailbox and an operator meet it. */
export async function authService(t: TestContext, overrides: Partial<Config> = {}) {
  const { config, adminUrl, redis, servesKeysOf } = await authConfig(t, overrides)
  const app = await createAuthService(config, createLog('auth-service', config.LOG_LEVEL))
  t.after(() => app.close())
  servesKeysOf(app)
  const connect = () => connectAdmin(t, adminUrl)
  return { app, config, redis, servesKeysOf, connect, ...clientOf(app), ...behind(await connect(), app, config) }
}

/** A connection of its own, past the service. */
async function connectAdmin(t: TestContext, adminUrl: string): Promise<Client> {
  const client = new Client(adminUrl)
  // The database is dropped under it when the test ends.
  client.on('error', () => {})
  await client.connect()
  await client.query('set search_path = auth')
  t.after(() => client.end())
  return client
}

/** What a browser does. */
export function clientOf(app: App) {
  const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url, payload, headers })

  return {
    post,
    register: (email: string, password = PASSWORD) =>
      post('/api/auth/accounts', { email, password, name: 'Kim Minji', locale: 'ko' }),
    verify: (token: string) => post('/api/auth/accounts/verify', { token }),
    complete: (token: string, password: string) => post('/api/auth/resets/complete', { token, password }),
    logIn: (email: string, password = PASSWORD, headers: Record<string, string> = {}) =>
      post('/api/auth/sessions', { email, password }, headers),
    refresh: (token: string | undefined, headers: Record<string, string> = { 'tiketi-csrf': '1' }) =>
      app.inject({
        method: 'POST',
        url: '/api/auth/sessions/refresh',
        headers,
        cookies: token === undefined ? {} : { 'tiketi-refresh': token },
      }),
    logOut: (token: string) =>
      app.inject({
        method: 'DELETE',
        url: '/api/auth/sessions/current',
        headers: { 'tiketi-csrf': '1' },
        cookies: { 'tiketi-refresh': token },
      }),
    asUser: (accessToken: string, method: 'GET' | 'DELETE' | 'POST' | 'PUT', url: string, payload?: object) =>
      app.inject({ method, url, headers: { authorization: `Bearer ${accessToken}` }, ...(payload && { payload }) }),
  }
}

/** What only mails and operators see. */
function behind(admin: Client, app: App, config: Config) {
  async function asNotification(path: string) {
    const token = await serviceTokens('notification', SERVICE_TOKEN_KEYS).sign('auth')
    return app.inject({ url: path, headers: { authorization: `Bearer ${token}` } })
  }
  const query = async (sql: string, values: unknown[] = []) => (await admin.query(sql, values)).rows

  /** The events that notification-service was given, oldest first. */
  async function events(name: EventName): Promise<Record<string, string>[]> {
    const rows = await query('select payload from notification_inbox.event where name = $1 order by created_at', [name])
    return rows.map(({ payload }) => payload)
  }
  async function resetTokenOf(resetId: string): Promise<string> {
    return (await asNotification(`/internal/resets/${resetId}`)).json().token
  }

  return {
    query,
    asNotification,
    events,
    async verifyTokenOf(userId: string): Promise<string> {
      return (await asNotification(`/internal/users/${userId}`)).json().verifyToken
    },
    resetTokenOf,
    /** Asks for a reset and takes the token out of its mail. */
    async askReset(email: string): Promise<string> {
      await app.inject({ method: 'POST', url: '/api/auth/resets', payload: { email } })
      return resetTokenOf((await events('account.reset-requested')).at(-1)!.resetId!)
    },
    /** A confirmed account, made as the demo data is. */
    async account(email: string, roles: Role[] = [], password = PASSWORD): Promise<User> {
      const orm = await connectDatabase(database, config, createLog('test', 'silent'))
      try {
        return await createAccount(orm.em.fork(), { email, name: 'Lee Junho', locale: 'ko', password, roles })
      } finally {
        await orm.close(true)
      }
    },
  }
}

/** Of an answer all that could tell one case from another: not the clock, nor the count of requests that goes on. */
export function comparable({
  statusCode,
  body,
  headers,
}: Answer & { statusCode: number; body: string; headers: object }) {
  const steady = Object.entries(headers).filter(([name]) => name !== 'date' && !name.startsWith('x-ratelimit-'))
  return { statusCode, body, headers: Object.fromEntries(steady) }
}

interface Answer {
  json(): Session
  cookies: { name: string; value: string }[]
}

/** What a browser keeps of a session's answer. */
export function sessionOf(answer: Answer) {
  const refreshToken = answer.cookies.find(({ name }) => name === 'tiketi-refresh')?.value
  return { ...answer.json(), refreshToken: refreshToken! }
}

/** Serves the public keys of an application that does not exist yet. */
async function keyServer(t: TestContext) {
  let serving: App | undefined
  const server = createServer(async (_request, response) => {
    const keys = await serving?.inject('/api/auth/.well-known/jwks.json')
    response.writeHead(keys?.statusCode ?? 503, { 'content-type': 'application/json' }).end(keys?.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    serve: (app: App | undefined) => {
      serving = app
    },
  }
}
