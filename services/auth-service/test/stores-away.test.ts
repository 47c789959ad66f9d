import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cuttable, until } from '@tiketi/kit/testing'
import { authConfig, authService, sessionOf } from './service.ts'

test('while the database is away each request is refused at once, and all comes back by itself', async (t) => {
  const { config } = await authConfig(t)
  const proxy = await cuttable(t, config.DATABASE_URL)
  const { account, logIn, refresh, register, post, asUser } = await authService(t, { DATABASE_URL: proxy.url })
  await account('minji@example.com')
  const session = sessionOf(await logIn('minji@example.com'))

  await proxy.cut()
  for (const ask of [
    () => logIn('minji@example.com'),
    () => refresh(session.refreshToken),
    () => register('other@example.com'),
    () => post('/api/auth/resets', { email: 'minji@example.com' }),
    () => asUser(session.accessToken, 'GET', '/api/auth/me'),
  ]) {
    const begun = performance.now()
    const answer = await ask()
    assert.equal(answer.statusCode, 503)
    assert.equal(answer.headers['retry-after'], '2')
    assert.ok(performance.now() - begun < 2_000)
  }

  await proxy.mend()
  const back = await until(async () => {
    const answer = await refresh(session.refreshToken)
    return answer.statusCode === 200 ? answer : undefined
  })
  assert.equal((await refresh(sessionOf(back).refreshToken)).statusCode, 200)
})

test('while Redis is away people still register, log in and refresh; afterwards guesses are slowed down again', async (t) => {
  const { account, logIn, refresh, register, redis } = await authService(t)
  await account('minji@example.com')

  await redis.stop()
  for (let at = 0; at < 8; at++) assert.equal((await logIn('minji@example.com', 'a wrong password')).statusCode, 401)
  const loggedIn = await logIn('minji@example.com')
  assert.equal(loggedIn.statusCode, 201)
  assert.equal((await refresh(sessionOf(loggedIn).refreshToken)).statusCode, 200)
  assert.equal((await register('other@example.com')).statusCode, 202)

  await redis.start()
  await until(async () => (await logIn('minji@example.com', 'a wrong password')).statusCode === 429)
})

test('the service starts while both are away, and says so', async (t) => {
  const { config } = await authConfig(t)
  const database = await cuttable(t, config.DATABASE_URL)
  const redis = await cuttable(t, config.REDIS_URL)
  await database.cut()
  await redis.cut()
  const overrides = { DATABASE_URL: database.url, REDIS_URL: redis.url }
  const { app, logIn } = await authService(t, overrides)
  assert.deepEqual((await app.inject('/ready')).json(), { status: 'ready', database: false, redis: false })
  assert.equal((await logIn('minji@example.com')).statusCode, 503)
  await database.mend()
  await until(async () => (await logIn('minji@example.com')).statusCode === 401)
})
