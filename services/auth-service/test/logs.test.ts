import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '@tiketi/kit/log'
import { createAuthService } from '../src/app.ts'
import { authService, clientOf, PASSWORD, sessionOf } from './service.ts'

test('no password, token, hash or address of a person is ever logged, even when something breaks', async (t) => {
  const quiet = await authService(t)
  await quiet.account('minji@example.com')
  const lines: string[] = []
  const log = createLog('auth-service', 'trace', { write: (line: string) => lines.push(line) })
  const app = await createAuthService(quiet.config, log)
  t.after(() => app.close())
  const { register, logIn, refresh, logOut, complete, verify, asUser, post } = clientOf(app)
  const newPassword = 'a new and longer password'

  const secrets = [PASSWORD, newPassword]
  await register('other@example.com')
  const verifyToken = await quiet.verifyTokenOf((await quiet.events('account.registered'))[0]!.userId!)
  const verified = sessionOf(await verify(verifyToken))
  const resetToken = await quiet.askReset('minji@example.com')
  await complete(resetToken, newPassword)
  await logIn('minji@example.com', 'a wrong password')
  const session = sessionOf(await logIn('minji@example.com', newPassword))
  const refreshed = sessionOf(await refresh(session.refreshToken))
  await asUser(session.accessToken, 'GET', '/api/auth/me')
  await asUser(`${session.accessToken}x`, 'GET', '/api/auth/me')
  await post('/api/auth/sessions', { email: 'minji@example.com', password: newPassword, unknown: 1 })
  await verify(`${verifyToken}x`)
  for (const { accessToken, refreshToken } of [verified, session, refreshed]) secrets.push(accessToken, refreshToken)
  secrets.push(verifyToken, resetToken, ...secretsOf(quiet.config))
  for (const { password_hash } of await quiet.query('select password_hash from account')) secrets.push(password_hash)

  // Statements that fail for a reason nobody foresaw are what errors carry along.
  await quiet.query('alter table account rename column name to called')
  await quiet.query('alter table refresh_token rename column successor_salt to salt')
  const broken = [
    await register('third@example.com'),
    await refresh(refreshed.refreshToken),
    await logIn('minji@example.com', newPassword),
  ]
  assert.deepEqual(
    broken.map(({ statusCode }) => statusCode),
    [500, 500, 500],
  )
  for (const answer of broken) assert.equal(answer.json().code, 'INTERNAL')
  await logOut(refreshed.refreshToken)

  const logged = lines.join('')
  assert.equal(logged.match(/unexpected error/g)?.length, 3)
  for (const secret of secrets) assert.ok(!logged.includes(secret), `a log line holds ${secret}`)
  assert.doesNotMatch(logged, /argon2id/)
  assert.doesNotMatch(logged, /@example\.com/)
})

function secretsOf(config: { MAIL_TOKEN_KEY: string; SERVICE_TOKEN_KEYS: string; SIGNING_KEYS: string }): string[] {
  const [{ privateKey }] = JSON.parse(config.SIGNING_KEYS)
  return [config.MAIL_TOKEN_KEY, config.SERVICE_TOKEN_KEYS, privateKey.d]
}
