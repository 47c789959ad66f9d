import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authService, PASSWORD, sessionOf } from './service.ts'

const EMAIL = 'minji@example.com'

test('name, language and the consent to marketing change by their owner, each answer kept with its date', async (t) => {
  const { account, logIn, as, query } = await shop(t)
  await account(EMAIL)
  const { accessToken } = sessionOf(await logIn(EMAIL))
  const me = as(accessToken)
  const before = (await me('GET', '/api/auth/profile')).json()
  assert.deepEqual([before.hasPassword, before.google, before.marketing], [true, false, { given: false, at: null }])

  const changed = await me('PUT', '/api/auth/profile', { name: ' 김민지 ', locale: 'en' })
  assert.deepEqual([changed.statusCode, changed.json().name, changed.json().locale], [200, '김민지', 'en'])
  assert.equal((await me('PUT', '/api/auth/profile', { name: ' ', locale: 'en' })).statusCode, 400)

  const answers: [string, boolean][] = []
  for (const given of [false, true, true, false, true]) {
    const { marketing } = (await me('PUT', '/api/auth/consents/marketing', { given })).json()
    assert.equal(marketing.given, given)
    answers.push([marketing.at, given])
  }
  assert.equal(answers[0]![0], null, 'who never agreed has not withdrawn')
  assert.equal(answers[1]![0], answers[2]![0], 'the same answer again is none')
  const kept = await query("select given from consent where purpose = 'marketing' order by id")
  assert.deepEqual(kept, [{ given: true }, { given: false }, { given: true }])
  await assert.rejects(query('set role auth; update auth.consent set given = true'), /permission denied/)
})

test('an export holds all that is known of the account, and no hash or token', async (t) => {
  const { account, logIn, as } = await shop(t)
  await account(EMAIL, ['staff'])
  const { accessToken } = sessionOf(await logIn(EMAIL))
  await as(accessToken)('PUT', '/api/auth/consents/marketing', { given: true })
  const answer = await as(accessToken)('GET', '/api/auth/export')
  const { profile, consents, sessions, roleChanges } = answer.json()
  assert.deepEqual([profile.email, consents.length, sessions.length, roleChanges.length], [EMAIL, 1, 1, 2])
  assert.doesNotMatch(answer.body, /argon2|hash|salt/)
})

test('a deleted account is gone with its sessions and tokens; only its id is kept, and its address is free', async (t) => {
  const { account, logIn, refresh, as, query, register, events } = await shop(t)
  const { id } = await account(EMAIL)
  const [here, elsewhere] = [sessionOf(await logIn(EMAIL)), sessionOf(await logIn(EMAIL))]
  const me = as(here.accessToken)
  await me('PUT', '/api/auth/consents/marketing', { given: true })

  for (const body of [{}, { password: 'a wrong password' }]) {
    const refused = await me('POST', '/api/auth/account/delete', body)
    assert.deepEqual([refused.statusCode, refused.json().code], [403, 'PASSWORD_WRONG'])
  }
  const deleted = await me('POST', '/api/auth/account/delete', { password: PASSWORD })
  assert.deepEqual([deleted.statusCode, deleted.cookies[0]?.value], [204, ''])

  for (const { refreshToken } of [here, elsewhere]) assert.equal((await refresh(refreshToken)).statusCode, 401)
  assert.equal((await me('GET', '/api/auth/profile')).json().code, 'ACCOUNT_GONE')
  assert.equal((await logIn(EMAIL)).statusCode, 401)
  const left = await query(`select (select count(*)::int from account) as accounts, (select count(*)::int from session)
    as sessions, (select count(*)::int from refresh_token) as tokens, (select count(*)::int from consent) as consents`)
  assert.deepEqual(left, [{ accounts: 0, sessions: 0, tokens: 0, consents: 0 }])
  assert.deepEqual(await query('select account_id from account_deletion'), [{ account_id: id }])
  await register(EMAIL)
  assert.equal((await events('account.registered')).length, 1)
})

test('who has a role that others depend on does not vanish with it', async (t) => {
  const { account, logIn, as } = await shop(t)
  await account('host@example.com', ['organiser'])
  const { accessToken } = sessionOf(await logIn('host@example.com'))
  const refused = await as(accessToken)('POST', '/api/auth/account/delete', { password: PASSWORD })
  assert.deepEqual(
    [refused.statusCode, refused.json().code, refused.json().roles],
    [409, 'ACCOUNT_IN_OFFICE', ['organiser']],
  )
})

test('strangers see and change no profile', async (t) => {
  const { app } = await shop(t)
  for (const [method, url] of [
    ['GET', '/api/auth/profile'],
    ['PUT', '/api/auth/profile'],
    ['PUT', '/api/auth/consents/marketing'],
    ['GET', '/api/auth/export'],
    ['POST', '/api/auth/account/delete'],
  ] as const)
    assert.equal((await app.inject({ method, url, ...(method === 'GET' ? {} : { payload: {} }) })).statusCode, 401, url)
})

async function shop(t: Parameters<typeof authService>[0]) {
  const service = await authService(t)
  const as = (token: string) => (method: 'GET' | 'PUT' | 'POST', url: string, payload?: object) =>
    service.asUser(token, method, url, payload)
  return { ...service, as }
}
