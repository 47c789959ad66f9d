import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { authService, PUBLIC_URL, sessionOf } from './service.ts'

test('a refresh token is good once: each refresh gives the next, and the same access', async (t) => {
  const { logIn, account, refresh, asUser } = await authService(t)
  await account('minji@example.com')
  const seen = new Set<string>()
  let token = sessionOf(await logIn('minji@example.com')).refreshToken
  for (let at = 0; at < 5; at++) {
    seen.add(token)
    const refreshed = await refresh(token)
    assert.equal(refreshed.statusCode, 200)
    const session = sessionOf(refreshed)
    assert.equal((await asUser(session.accessToken, 'GET', '/api/auth/me')).statusCode, 200)
    token = session.refreshToken
  }
  assert.equal(seen.add(token).size, 6)
})

test('what is stored lets nobody in', async (t) => {
  const { logIn, account, refresh, query } = await authService(t)
  await account('minji@example.com')
  const first = sessionOf(await logIn('minji@example.com')).refreshToken
  const second = sessionOf(await refresh(first)).refreshToken
  const rows = await query('select * from refresh_token')
  assert.equal(rows.length, 2)
  const sha256 = (token: string) => createHash('sha256').update(token).digest('hex')
  assert.deepEqual(new Set(rows.map(({ hash }) => hash.toString('hex'))), new Set([sha256(first), sha256(second)]))
  for (const { hash, successor_salt } of rows)
    for (const bytes of [hash, successor_salt].filter(Boolean))
      assert.equal((await refresh(bytes.toString('base64url'))).statusCode, 401)
})

test('ten tabs that refresh at once all go on with the same session and the same next token', async (t) => {
  const { logIn, account, refresh, query, connect } = await authService(t)
  await account('minji@example.com')
  const token = sessionOf(await logIn('minji@example.com')).refreshToken

  // Without the lock two tabs both find the token unspent, and the second cannot write its successor.
  const tabs = [await connect(), await connect()]
  for (const tab of tabs) {
    await tab.query('begin')
    assert.equal((await tab.query('select 1 from refresh_token where spent_at is null')).rowCount, 1)
  }
  const insert = (tab: (typeof tabs)[number]) =>
    tab.query('insert into refresh_token select sha256(gen_random_uuid()::text::bytea), id from session')
  await tabs[0]!.query("update refresh_token set spent_at = now(), successor_salt = 'salt'")
  await insert(tabs[0]!)
  const second = assert.rejects(insert(tabs[1]!), /refresh_token_current/)
  await tabs[0]!.query('commit')
  await second
  await tabs[1]!.query('rollback')
  await query('delete from refresh_token where spent_at is null')
  await query('update refresh_token set spent_at = null, successor_salt = null')

  const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(token)))
  assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]))
  const successors = new Set(answers.map((answer) => sessionOf(answer).refreshToken))
  assert.equal(successors.size, 1)
  assert.equal((await refresh([...successors][0])).statusCode, 200)
  assert.equal((await query('select 1 from session where ended_at is null')).length, 1)
})

test('an answer that got lost is asked for again within 30 seconds', async (t) => {
  const { logIn, account, refresh, query } = await authService(t)
  await account('minji@example.com')
  const token = sessionOf(await logIn('minji@example.com')).refreshToken
  const lost = sessionOf(await refresh(token)).refreshToken
  await query("update refresh_token set spent_at = now() - interval '29 seconds' where spent_at is not null")
  assert.equal(sessionOf(await refresh(token)).refreshToken, lost)
})

test('a slow tab is led to where the fastest one is', async (t) => {
  const { logIn, account, refresh } = await authService(t)
  await account('minji@example.com')
  const first = sessionOf(await logIn('minji@example.com')).refreshToken
  const second = sessionOf(await refresh(first)).refreshToken
  const third = sessionOf(await refresh(second)).refreshToken
  assert.equal(sessionOf(await refresh(first)).refreshToken, third)
})

test('a token that comes back after 30 seconds ends its session, for the thief and for the owner', async (t) => {
  const { logIn, account, refresh, query, asUser } = await authService(t)
  await account('minji@example.com')
  const stolen = sessionOf(await logIn('minji@example.com')).refreshToken
  const elsewhere = sessionOf(await logIn('minji@example.com'))
  const current = sessionOf(await refresh(stolen)).refreshToken
  await query("update refresh_token set spent_at = now() - interval '31 seconds' where spent_at is not null")

  const reused = await refresh(stolen)
  assert.equal(reused.statusCode, 401)
  assert.equal(reused.json().code, 'SESSION_ENDED')
  assert.equal((await refresh(current)).statusCode, 401)
  assert.equal((await refresh(elsewhere.refreshToken)).statusCode, 200)
  assert.equal((await asUser(elsewhere.accessToken, 'GET', '/api/auth/sessions')).json().sessions.length, 1)
})

test('a token spent long ago ends its session too', async (t) => {
  const { logIn, account, refresh, query } = await authService(t)
  await account('minji@example.com')
  const oldest = sessionOf(await logIn('minji@example.com')).refreshToken
  let current = oldest
  for (let at = 0; at < 3; at++) current = sessionOf(await refresh(current)).refreshToken
  await query("update refresh_token set spent_at = now() - interval '6 days' where spent_at is not null")
  assert.equal((await refresh(oldest)).statusCode, 401)
  assert.equal((await refresh(current)).statusCode, 401)
})

test('a session ends after 14 idle days and 30 days in all, and its cookie with it', async (t) => {
  const { logIn, account, refresh, query } = await authService(t)
  await account('minji@example.com')
  let token = sessionOf(await logIn('minji@example.com')).refreshToken
  const age = (days: number, idleDays: number) =>
    query('update session set created_at = now() - $1::interval, last_seen_at = now() - $2::interval', [
      `${days} days`,
      `${idleDays} days`,
    ])

  await age(13.9, 13.9)
  const used = await refresh(token)
  assert.equal(used.cookies[0]?.maxAge, 14 * 86_400)
  token = sessionOf(used).refreshToken
  await age(29, 1)
  const last = await refresh(token)
  assert.ok(Math.abs(last.cookies[0]!.maxAge! - 86_400) < 5)
  token = sessionOf(last).refreshToken
  await age(20, 14.1)
  assert.equal((await refresh(token)).statusCode, 401)
  await age(30.1, 1)
  assert.equal((await refresh(token)).statusCode, 401)
  await age(29, 1)
  assert.equal((await refresh(token)).statusCode, 200)
})

test('the cookie alone moves nothing: pages of other sites can neither refresh nor log out', async (t) => {
  const { app, logIn, account, refresh } = await authService(t)
  await account('minji@example.com')
  const token = sessionOf(await logIn('minji@example.com')).refreshToken
  const csrf = { 'tiketi-csrf': '1' }
  const forged = [
    {},
    { 'tiketi-csrf': 'yes' },
    { ...csrf, origin: 'https://evil.example' },
    { ...csrf, origin: 'null' },
  ]
  for (const headers of forged)
    for (const [method, url] of [
      ['POST', '/api/auth/sessions/refresh'],
      ['DELETE', '/api/auth/sessions/current'],
    ] as const) {
      const answer = await app.inject({ method, url, headers, cookies: { 'tiketi-refresh': token } })
      assert.equal(answer.statusCode, 403)
      assert.equal(answer.json().code, 'FORGED')
    }
  assert.equal((await refresh(token, { ...csrf, origin: PUBLIC_URL })).statusCode, 200)
})

test('without a token, or with anything but one, nobody is let in and nothing breaks', async (t) => {
  const { refresh, logOut } = await authService(t)
  for (const token of [undefined, '', 'x', 'A'.repeat(43), '한'.repeat(43), "' or 1=1"]) {
    const answer = await refresh(token)
    assert.equal(answer.statusCode, 401)
    assert.equal(answer.json().code, 'SESSION_ENDED')
  }
  assert.equal((await logOut('x')).statusCode, 204)
})

test('a tab that was slow to refresh still logs out', async (t) => {
  const { logIn, account, refresh, logOut } = await authService(t)
  await account('minji@example.com')
  const spent = sessionOf(await logIn('minji@example.com')).refreshToken
  const current = sessionOf(await refresh(spent)).refreshToken
  assert.equal((await logOut(spent)).statusCode, 204)
  assert.equal((await refresh(current)).statusCode, 401)
})
