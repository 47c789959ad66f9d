import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { serviceTokens } from '@tiketi/kit/service-token'
import { authService, sessionOf } from './service.ts'

type Service = Awaited<ReturnType<typeof authService>>

async function tokenOf({ account, logIn }: Service, email: string, roles: ('organiser' | 'staff' | 'admin')[]) {
  await account(email, roles)
  return sessionOf(await logIn(email)).accessToken
}

test('an admin gives and takes roles; the next token carries them, and who did it is written down', async (t) => {
  const service = await authService(t)
  const { account, logIn, refresh, asUser, query } = service
  const admin = await tokenOf(service, 'admin@example.com', ['admin'])
  const { id } = await account('minji@example.com')
  const { refreshToken } = sessionOf(await logIn('minji@example.com'))

  const change = { email: 'Minji@example.com', role: 'organiser' }
  for (let at = 0; at < 2; at++) {
    const granted = await asUser(admin, 'POST', '/api/auth/roles/grant', change)
    assert.equal(granted.statusCode, 200)
    assert.deepEqual(granted.json().roles, ['buyer', 'organiser'])
  }
  const refreshed = sessionOf(await refresh(refreshToken))
  assert.deepEqual(refreshed.user.roles, ['buyer', 'organiser'])
  assert.deepEqual((await asUser(admin, 'POST', '/api/auth/roles/withdraw', change)).json().roles, ['buyer'])
  assert.deepEqual(sessionOf(await refresh(refreshed.refreshToken)).user.roles, ['buyer'])

  const [{ id: adminId }] = await query("select id from account where email = 'admin@example.com'")
  const changes = await query('select role, change, changed_by from role_change where account_id = $1 order by id', [
    id,
  ])
  assert.deepEqual(changes, [
    { role: 'buyer', change: 'granted', changed_by: null },
    { role: 'organiser', change: 'granted', changed_by: adminId },
    { role: 'organiser', change: 'withdrawn', changed_by: adminId },
  ])
})

test('a role is given to nobody under an unknown address, nor one that does not exist', async (t) => {
  const service = await authService(t)
  const admin = await tokenOf(service, 'admin@example.com', ['admin'])
  const grant = (email: string, role: string) => service.asUser(admin, 'POST', '/api/auth/roles/grant', { email, role })
  assert.equal((await grant('unknown@example.com', 'staff')).statusCode, 404)
  assert.equal((await grant('admin@example.com', 'owner')).statusCode, 400)
})

test('of two last admins who put each other out at once, one stays', async (t) => {
  const service = await authService(t)
  const emails = ['one@example.com', 'two@example.com']
  const tokens = [await tokenOf(service, emails[0]!, ['admin']), await tokenOf(service, emails[1]!, ['admin'])]

  // Without the lock each sees two admins, and both go.
  const both = [await service.connect(), await service.connect()]
  for (const client of both) {
    await client.query('begin')
    assert.equal((await client.query("select 1 from account_role where role = 'admin'")).rowCount, 2)
  }
  for (const [at, client] of both.entries()) {
    await client.query(
      "delete from account_role where role = 'admin' and account_id = (select id from account where email = $1)",
      [emails[at]],
    )
    await client.query('commit')
  }
  assert.equal((await service.query("select 1 from account_role where role = 'admin'")).length, 0)
  for (const email of emails) await service.account(email, ['admin'])

  const answers = await Promise.all(
    tokens.map((token, at) =>
      service.asUser(token, 'POST', '/api/auth/roles/withdraw', { email: emails[1 - at], role: 'admin' }),
    ),
  )
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 409])
  assert.equal(answers.find(({ statusCode }) => statusCode === 409)?.json().code, 'LAST_ADMIN')
})

test('what is for admins is refused to every other role, and to strangers', async (t) => {
  const service = await authService(t)
  const others = [
    await tokenOf(service, 'buyer@example.com', []),
    await tokenOf(service, 'organiser@example.com', ['organiser']),
    await tokenOf(service, 'staff@example.com', ['staff']),
  ]
  const change = { email: 'buyer@example.com', role: 'admin' }
  for (const url of ['/api/auth/roles/grant', '/api/auth/roles/withdraw']) {
    for (const token of others) {
      const answer = await service.asUser(token, 'POST', url, change)
      assert.equal(answer.statusCode, 403)
      assert.equal(answer.json().code, 'FORBIDDEN')
    }
    assert.equal((await service.post(url, change)).statusCode, 401)
  }
  assert.equal((await service.query("select 1 from account_role where role = 'admin'")).length, 0)
})

test('what is for users is refused to strangers', async (t) => {
  const { app } = await authService(t)
  for (const [method, url] of [
    ['GET', '/api/auth/me'],
    ['GET', '/api/auth/sessions'],
    ['DELETE', `/api/auth/sessions/${randomUUID()}`],
  ] as const) {
    const answer = await app.inject({ method, url })
    assert.equal(answer.statusCode, 401)
    assert.equal(answer.json().code, 'TOKEN_MISSING')
  }
})

test('addresses are told to notification-service alone', async (t) => {
  const service = await authService(t)
  const { app, config, account, askReset, query, asNotification } = service
  const { id } = await account('minji@example.com')
  await askReset('minji@example.com')
  const [reset] = await query('select id from password_reset')
  const admin = await tokenOf(service, 'admin@example.com', ['admin'])
  const signed = (caller: 'payment' | 'notification', target: 'auth' | 'payment', keys = config.SERVICE_TOKEN_KEYS) =>
    serviceTokens(caller, keys).sign(target)

  for (const url of [`/internal/users/${id}`, `/internal/resets/${reset.id}`]) {
    const codes = []
    for (const token of [
      admin,
      await signed('payment', 'auth'),
      await signed('notification', 'payment'),
      await signed('notification', 'auth', 'a key that no service of ours was given'),
    ])
      codes.push((await app.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode)
    assert.deepEqual(codes, [401, 403, 401, 401])
    assert.equal((await app.inject({ url })).statusCode, 401)
    assert.equal((await asNotification(url)).statusCode, 200)
  }
  assert.equal((await asNotification(`/internal/users/${randomUUID()}`)).statusCode, 404)
  assert.equal((await asNotification(`/internal/resets/${randomUUID()}`)).statusCode, 404)
})
