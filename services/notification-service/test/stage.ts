import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { createAuthService } from '@tiketi/auth-service/app'
import { Config as AuthConfig } from '@tiketi/auth-service/config'
import { newSigningKey } from '@tiketi/kit/access-token'
import { loadConfig } from '@tiketi/kit/config'
import type { App } from '@tiketi/kit/create-app'
import { createLog } from '@tiketi/kit/log'
import { freePort, testDatabase, testRedis, testTokens, until } from '@tiketi/kit/testing'
import { Client } from 'pg'
import { createInbox } from '../../../bootstrap/local/inbox/inbox.ts'
import { createNotificationService } from '../src/app.ts'
import { Config } from '../src/config.ts'

export const PUBLIC_URL = 'http://localhost:8080'
const log = createLog('test', 'silent')

interface Message {
  id: string
  messageId: string
  subject: string
  text: string
  html: string
}

/** notification-service beside a real auth-service on one database, and an inbox that mails arrive in. */
export async function stage(t: TestContext) {
  const [own, redis, tokens, inbox] = await Promise.all([
    testDatabase(t, 'notification'),
    testRedis(t),
    testTokens(t),
    createInbox(),
  ])
  t.after(() => inbox.close())
  const admin = new Client(own.adminUrl)
  admin.on('error', () => {})
  await admin.connect()
  t.after(() => admin.end())

  const common = { ...tokens.config, REDIS_URL: redis.url, PUBLIC_URL }
  const authPort = await freePort()
  let auth: App | undefined
  async function startAuth() {
    const config = await loadConfig('auth', AuthConfig, {
      ...common,
      PORT: String(authPort),
      DATABASE_URL: own.config.DATABASE_URL.replace('//notification@', '//auth@'),
      DATABASE_PASSWORD: own.config.DATABASE_PASSWORD,
      SIGNING_KEYS: JSON.stringify([newSigningKey(new Date(0))]),
      MAIL_TOKEN_KEY: 'a mail token key for one test only',
    })
    auth = await createAuthService(config, log)
    await auth.listen({ host: '127.0.0.1', port: authPort })
  }
  async function stopAuth() {
    await auth?.close()
    auth = undefined
  }
  await startAuth()
  t.after(stopAuth)

  const config = await loadConfig('notification', Config, {
    ...common,
    PORT: '0',
    DATABASE_URL: own.config.DATABASE_URL,
    DATABASE_PASSWORD: own.config.DATABASE_PASSWORD,
    AUTH_URL: `http://127.0.0.1:${authPort}`,
    RESERVATION_URL: 'http://127.0.0.1:1',
    SMTP_URL: inbox.smtpUrl,
  })
  const app = await createNotificationService(config, log)
  t.after(() => app.close())

  const messages = async (to: string) =>
    (await fetch(`${inbox.url}/messages?to=${encodeURIComponent(to)}`)).json() as Promise<Message[]>
  const query = async (sql: string, values: unknown[] = []) => (await admin.query(sql, values)).rows
  return {
    app,
    tokens,
    startAuth,
    stopAuth,
    query,
    async register(email: string, locale: 'ko' | 'en' = 'en') {
      const payload = { email, password: 'correct horse battery', name: 'Minji <Kim>', locale }
      const { statusCode } = await auth!.inject({ method: 'POST', url: '/api/auth/accounts', payload })
      assert.equal(statusCode, 202)
    },
    verify: (token: string) => auth!.inject({ method: 'POST', url: '/api/auth/accounts/verify', payload: { token } }),
    messages,
    /** Waits for so many mails to an address. */
    arrive: (to: string, count: number): Promise<Message[]> =>
      until(async () => {
        const arrived = await messages(to)
        return arrived.length >= count ? arrived : undefined
      }),
    async script(rule: object) {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${inbox.url}/script`, { method: 'POST', headers, body: JSON.stringify(rule) })
      assert.ok(answer.ok, await answer.text())
    },
    /** The only mail owed, once it fulfils the condition. */
    async mail(condition: (mail: { state: string; attempts: number; id: string }) => boolean) {
      return until(async () => {
        const [mail] = await query('select id, state, attempts from notification.mail')
        return mail && condition(mail) && mail
      })
    },
    dueNow: () => query('update notification.mail set next_try_at = now() where state = $1', ['waiting']),
  }
}
