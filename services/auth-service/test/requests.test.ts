import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { authService, PASSWORD, sessionOf } from './service.ts'

test('what is missing, wrong or unknown in a request is answered with 400 and its path', async (t) => {
  const { post, query } = await authService(t)
  const registration = { email: 'minji@example.com', password: PASSWORD, name: 'Kim Minji', locale: 'ko' }
  const { email: _, ...noEmail } = registration
  const cases: [string, object, string][] = [
    ['/api/auth/accounts', { ...registration, roles: ['admin'] }, 'body.roles'],
    ['/api/auth/accounts', { ...registration, verifiedAt: '2026-01-01' }, 'body.verifiedAt'],
    ['/api/auth/accounts', noEmail, 'body.email'],
    ['/api/auth/accounts', { ...registration, email: 'minji' }, 'body.email'],
    ['/api/auth/accounts', { ...registration, email: ['a@example.com'] }, 'body.email'],
    ['/api/auth/accounts', { ...registration, password: 'too short' }, 'body.password'],
    ['/api/auth/accounts', { ...registration, password: 'x'.repeat(129) }, 'body.password'],
    ['/api/auth/accounts', { ...registration, name: '  ' }, 'body.name'],
    ['/api/auth/accounts', { ...registration, locale: 'fr' }, 'body.locale'],
    ['/api/auth/sessions', { email: 'minji@example.com', password: PASSWORD, remember: true }, 'body.remember'],
    ['/api/auth/sessions', { email: 'minji@example.com', password: 7 }, 'body.password'],
    ['/api/auth/accounts/verify', { token: '' }, 'body.token'],
    ['/api/auth/resets', { email: 'minji@example.com', token: 'x' }, 'body.token'],
    ['/api/auth/resets/complete', { token: 'x', password: 'too short' }, 'body.password'],
  ]
  for (const [url, payload, path] of cases) {
    const answer = await post(url, payload)
    assert.equal(answer.statusCode, 400, `${url} ${path}`)
    assert.equal(answer.json().code, 'INVALID')
    assert.ok(
      answer.json().fields.some((field: { path: string }) => field.path === path),
      answer.body,
    )
  }
  assert.deepEqual(await query('select 1 from account'), [])
})

test('what is no JSON, or too much of it, is refused', async (t) => {
  const { app } = await authService(t)
  const send = (payload: string, type: string) =>
    app.inject({ method: 'POST', url: '/api/auth/sessions', payload, headers: { 'content-type': type } })
  assert.equal((await send('email=a&password=b', 'application/x-www-form-urlencoded')).statusCode, 415)
  assert.equal((await send('{', 'application/json')).statusCode, 400)
  assert.equal((await send('{"email":"a@b.c","__proto__":{}}', 'application/json')).statusCode, 400)
  assert.equal((await send(JSON.stringify({ email: 'x'.repeat(70_000) }), 'application/json')).statusCode, 413)
})

test('an id that is none is 400, one of nothing is 404', async (t) => {
  const { account, logIn, asUser } = await authService(t)
  await account('minji@example.com')
  const { accessToken } = sessionOf(await logIn('minji@example.com'))
  const remove = (id: string) => asUser(accessToken, 'DELETE', `/api/auth/sessions/${id}`)
  assert.equal((await remove('x')).statusCode, 400)
  assert.equal((await remove(randomUUID())).statusCode, 404)
})

test('one address cannot ask without end', async (t) => {
  const { verify } = await authService(t)
  const codes = []
  for (let at = 0; at < 61; at++) codes.push((await verify('x')).statusCode)
  assert.deepEqual(new Set(codes.slice(0, 60)), new Set([400]))
  assert.equal(codes.at(-1), 429)
})

test('the API page knows every public route, says what it does, and hides the internal ones', async (t) => {
  const { app } = await authService(t)
  const { paths } = (await app.inject('/api/auth/openapi.json')).json()
  const operations = Object.values(
    paths as Record<string, Record<string, { summary?: string; tags?: string[] }>>,
  ).flatMap((path) => Object.values(path))
  assert.equal(operations.length, 19)
  for (const { summary, tags } of operations) assert.ok(summary && tags?.length === 1)
  assert.ok(!Object.keys(paths).some((path) => path.startsWith('/internal')))
})
