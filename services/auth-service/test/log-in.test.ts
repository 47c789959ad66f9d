import assert from 'node:assert/strict'
import { argon2Sync, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { redisKinds, until } from '@tiketi/kit/testing'
import { authService, comparable, PASSWORD, sessionOf } from './service.ts'
import { passwordsWorkedOn } from './work-done.ts'

test('a wrong password, an unknown and an unconfirmed address are refused alike, after the same work', async (t) => {
  const { logIn, account, register } = await authService(t)
  await account('known@example.com')
  await register('unconfirmed@example.com')

  const answers: unknown[] = []
  const work: number[] = []
  for (const [email, password] of [
    ['known@example.com', 'a wrong password'],
    ['unknown@example.com', PASSWORD],
    ['unconfirmed@example.com', PASSWORD],
  ])
    work.push(
      await passwordsWorkedOn(async () => {
        answers.push(comparable(await logIn(email!, password)))
      }),
    )
  assert.deepEqual(work, [1, 1, 1])
  assert.deepEqual(answers[1], answers[0])
  assert.deepEqual(answers[2], answers[0])
  const { statusCode, body } = answers[0] as { statusCode: number; body: string }
  assert.equal(statusCode, 401)
  assert.equal(JSON.parse(body).code, 'LOG_IN_REFUSED')
  assert.match(JSON.parse(body).detail, /must first be confirmed/)
})

test('the refresh token travels only in a cookie that no script, no other site and no other path sees', async (t) => {
  const { logIn, account } = await authService(t)
  await account('minji@example.com')
  const { cookies, body, headers } = await logIn('minji@example.com')
  const { value, ...attributes } = cookies[0]!
  assert.deepEqual(attributes, {
    name: 'tiketi-refresh',
    path: '/api/auth/sessions',
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
    maxAge: 14 * 86_400,
  })
  assert.equal(Buffer.from(value, 'base64url').length, 32)
  assert.ok(!body.includes(value))
  assert.equal(headers['cache-control'], 'no-store')
})

test('without TLS, as on a developer’s machine, the cookie works too', async (t) => {
  const { logIn, account } = await authService(t, { PUBLIC_URL: 'http://localhost:8080' })
  await account('minji@example.com')
  assert.equal((await logIn('minji@example.com')).cookies[0]?.secure, undefined)
})

test('who guesses must wait longer and longer, while the owner logs in from elsewhere', async (t) => {
  const { app, logIn, account } = await authService(t)
  await account('minji@example.com')
  const logInFrom = (address: string, password: string) =>
    app.inject({
      method: 'POST',
      url: '/api/auth/sessions',
      remoteAddress: address,
      payload: { email: 'minji@example.com', password },
    })
  const guesses = await Promise.all(Array.from({ length: 20 }, () => logInFrom('203.0.113.7', 'a wrong password')))
  const codes = guesses.map(({ statusCode }) => statusCode)
  assert.equal(codes.filter((code) => code === 401).length, 5)
  assert.equal(codes.filter((code) => code === 429).length, 15)
  assert.equal(guesses.find(({ statusCode }) => statusCode === 429)?.headers['retry-after'], '1')
  assert.equal((await logInFrom('198.51.100.1', PASSWORD)).statusCode, 201)
  assert.equal((await logIn('minji@example.com')).statusCode, 201)
})

test('on a Redis Cluster, who guesses must wait too', async (t) => {
  const { logIn, account } = await authService(t, await redisKinds['a Redis Cluster']())
  await account('minji@example.com')
  await until(async () => (await logIn('minji@example.com', 'a wrong password')).statusCode === 429)
})

test('having logged in, one may mistype again', async (t) => {
  const { logIn, account } = await authService(t)
  await account('minji@example.com')
  for (let round = 0; round < 2; round++) {
    for (let at = 0; at < 4; at++) assert.equal((await logIn('minji@example.com', 'mistyped')).statusCode, 401)
    assert.equal((await logIn('minji@example.com')).statusCode, 201)
  }
})

test('a password hashed at another cost still opens, and is then hashed at today’s', async (t) => {
  const { logIn, account, query } = await authService(t)
  const { id } = await account('minji@example.com')
  const nonce = randomBytes(16)
  const parameters = { message: PASSWORD, nonce, parallelism: 1, memory: 8_192, passes: 1, tagLength: 32 }
  const [salt, tag] = [nonce, argon2Sync('argon2id', parameters)].map((part) =>
    part.toString('base64').replaceAll('=', ''),
  )
  await query('update account set password_hash = $1 where id = $2', [
    `$argon2id$v=19$m=8192,t=1,p=1$${salt}$${tag}`,
    id,
  ])
  assert.equal((await logIn('minji@example.com')).statusCode, 201)
  const [row] = await query('select password_hash, password_version from account where id = $1', [id])
  assert.match(row.password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.equal(row.password_version, 1)
  assert.equal(await passwordsWorkedOn(() => logIn('minji@example.com')), 1)
})

test('a log-in that a password reset overtakes opens no session', async (t) => {
  const { logIn, account, query, connect } = await authService(t)
  const { id } = await account('minji@example.com')
  const resetting = await connect()
  await resetting.query('begin')
  await resetting.query('update account set password_version = password_version + 1 where id = $1', [id])

  // Without the guard: what a log-in writes passes by the reset, which ends all sessions that it sees, and outlives it.
  await query("insert into session (id, account_id, device) values (gen_random_uuid(), $1, 'unguarded')", [id])

  const loggingIn = logIn('minji@example.com')
  await until(async () => {
    const [waiting] = await query("select 1 from pg_stat_activity where usename = 'auth' and wait_event_type = 'Lock'")
    return waiting
  })
  await resetting.query('update session set ended_at = now() where account_id = $1 and created_at < now()', [id])
  await resetting.query('commit')
  assert.equal((await loggingIn).json().code, 'LOG_IN_REFUSED')
  assert.equal((await query("select 1 from session where device <> 'unguarded'")).length, 0)
})

test('sessions are listed for their owner by device, and logged out one by one', async (t) => {
  const { logIn, account, asUser, refresh } = await authService(t)
  await account('minji@example.com')
  await account('junho@example.com')
  const agents = {
    phone:
      'Mozilla/5.0 (Linux; Android 14; SM-S921N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36 KAKAOTALK/25.9.0',
    laptop:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  }
  const phone = sessionOf(await logIn('minji@example.com', PASSWORD, { 'user-agent': agents.phone }))
  const laptop = sessionOf(await logIn('minji@example.com', PASSWORD, { 'user-agent': agents.laptop }))
  const other = sessionOf(await logIn('junho@example.com'))

  const { sessions } = (await asUser(laptop.accessToken, 'GET', '/api/auth/sessions')).json()
  assert.deepEqual(
    sessions.map(({ device, current }: { device: string; current: boolean }) => ({ device, current })),
    [
      { device: 'Safari on Mac', current: true },
      { device: 'KakaoTalk on Android', current: false },
    ],
  )
  const onPhone = `/api/auth/sessions/${sessions[1].id}`
  assert.equal((await asUser(other.accessToken, 'DELETE', onPhone)).statusCode, 404)
  assert.equal((await asUser(laptop.accessToken, 'DELETE', onPhone)).statusCode, 204)
  assert.equal((await asUser(laptop.accessToken, 'DELETE', onPhone)).statusCode, 404)
  assert.equal((await refresh(phone.refreshToken)).statusCode, 401)
  assert.equal((await refresh(laptop.refreshToken)).statusCode, 200)
  assert.equal((await asUser(laptop.accessToken, 'GET', '/api/auth/sessions')).json().sessions.length, 1)
})
