import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACCESS, newSigningKey, signingKeys, tokenVerifier } from '@tiketi/kit/access-token'
import { createLog } from '@tiketi/kit/log'
import { base64url, decodeJwt, decodeProtectedHeader, importJWK, type JWTPayload, SignJWT } from 'jose'
import { createAuthService } from '../src/app.ts'
import { authService, clientOf, sessionOf } from './service.ts'

const HOUR_MS = 3_600_000

test('an access token lives ten minutes and says who, in which roles and by which session', async (t) => {
  const { account, logIn, query } = await authService(t)
  const { id } = await account('minji@example.com', ['organiser'])
  const session = sessionOf(await logIn('minji@example.com'))
  const { sub, roles, sid, exp, iat, iss, aud } = decodeJwt(session.accessToken)
  const [stored] = await query('select id from session')
  assert.deepEqual(
    { sub, roles, sid, iss, aud },
    {
      sub: id,
      roles: ['buyer', 'organiser'],
      sid: stored.id,
      iss: 'tiketi-auth',
      aud: 'tiketi',
    },
  )
  assert.equal(exp! - iat!, 600)
  assert.ok(Math.abs(Date.parse(session.expiresAt) - exp! * 1_000) < 2_000)
  assert.ok(Math.abs(Date.parse(session.serverTime) - Date.now()) < 5_000)
})

test('keys rotate without downtime: the next is known before it signs, tokens of the last stay valid', async (t) => {
  const old = newSigningKey(new Date(Date.now() - 48 * HOUR_MS))
  const next = newSigningKey(new Date(Date.now() + 25 * HOUR_MS))
  const due = (hours: number) => JSON.stringify([old, { ...next, notBefore: new Date(Date.now() + hours * HOUR_MS) }])

  const { config, account, logIn, app, servesKeysOf, query } = await authService(t, { SIGNING_KEYS: due(25) })
  await account('minji@example.com')
  const kids = async (of: typeof app) =>
    (await of.inject('/api/auth/.well-known/jwks.json')).json().keys.map(({ kid }: { kid: string }) => kid)
  async function restarted(hours: number) {
    const again = await createAuthService({ ...config, SIGNING_KEYS: due(hours) }, createLog('auth-service', 'silent'))
    t.after(() => again.close())
    return again
  }

  assert.deepEqual(await kids(app), [old.kid], 'more than a day before its use the next key is not published')
  const announcing = await restarted(23)
  assert.deepEqual(await kids(announcing), [old.kid, next.kid])
  servesKeysOf(announcing)
  const elsewhere = tokenVerifier({ jwksUrl: config.ACCESS_JWKS_URL, ...ACCESS })
  const before = sessionOf(await clientOf(announcing).logIn('minji@example.com')).accessToken
  assert.equal(decodeProtectedHeader(before).kid, old.kid)
  await elsewhere.verify(before)

  const rotated = await restarted(-0.01)
  // The verifier asks nobody any more: what it learnt a day ahead is enough.
  servesKeysOf(undefined)
  const after = sessionOf(await clientOf(rotated).logIn('minji@example.com')).accessToken
  assert.equal(decodeProtectedHeader(after).kid, next.kid)
  assert.equal((await elsewhere.verify(after)).sub, (await elsewhere.verify(before)).sub)
  assert.deepEqual(await kids(rotated), [old.kid, next.kid])
  assert.deepEqual(await kids(await restarted(-2)), [next.kid], 'an hour after its last use a key is withdrawn')
  assert.equal((await logIn('minji@example.com')).statusCode, 201, 'the pod that was not restarted goes on')
  assert.equal((await query('select 1 from session')).length, 3)
})

test('public keys may be cached, and say nothing of the private ones', async (t) => {
  const { app } = await authService(t)
  const { headers, json } = await app.inject('/api/auth/.well-known/jwks.json')
  assert.equal(headers['cache-control'], 'public, max-age=300')
  const { keys } = json()
  assert.deepEqual(Object.keys(keys[0]).toSorted(), ['alg', 'crv', 'kid', 'kty', 'use', 'x'])
})

test('expired, foreign, unsigned and misdirected tokens are worth nothing', async (t) => {
  const { app, config, account, logIn, asUser, query } = await authService(t)
  const user = await account('minji@example.com', ['admin'])
  const valid = sessionOf(await logIn('minji@example.com')).accessToken
  assert.equal((await asUser(valid, 'GET', '/api/auth/me')).statusCode, 200)

  const [{ kid, privateKey }] = JSON.parse(config.SIGNING_KEYS)
  const ours = await importJWK(privateKey, 'EdDSA')
  const claims: JWTPayload = { sub: user.id, roles: ['admin'], sid: user.id }
  const token = (other: { issuer?: string; audience?: string; expires?: string } = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuer(other.issuer ?? ACCESS.issuer)
      .setAudience(other.audience ?? ACCESS.audience)
      .setIssuedAt()
      .setExpirationTime(other.expires ?? '10m')
      .sign(ours)
  const [, payload, signature] = valid.split('.')
  const encode = (value: object) => base64url.encode(JSON.stringify(value))
  const [key] = (await app.inject('/api/auth/.well-known/jwks.json')).json().keys
  const hmacWithPublicKey = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid })
    .setIssuer(ACCESS.issuer)
    .setAudience(ACCESS.audience)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(base64url.decode(key.x))

  const refused = {
    expired: await token({ expires: '-1m' }),
    'of another issuer': await token({ issuer: 'tiketi-queue' }),
    'for another audience': await token({ audience: 'tiketi-reservation' }),
    'by a foreign key': await signingKeys(JSON.stringify([newSigningKey(new Date(0))]), ACCESS).sign(
      { ...claims, sub: user.id },
      600,
    ),
    'by a foreign key of our name': await signingKeys(
      JSON.stringify([{ ...newSigningKey(new Date(0)), kid }]),
      ACCESS,
    ).sign({ ...claims, sub: user.id }, 600),
    'alg none': `${encode({ alg: 'none', kid })}.${payload}.`,
    'alg none, with a signature': `${encode({ alg: 'none', kid })}.${payload}.${signature}`,
    'HMAC with the public key': hmacWithPublicKey,
    'other claims, old signature': `${valid.split('.')[0]}.${encode({ ...decodeJwt(valid), roles: ['admin'], sub: 'x' })}.${signature}`,
    'no token at all': 'x',
  }
  for (const [what, wrong] of Object.entries(refused))
    assert.equal((await asUser(wrong, 'GET', '/api/auth/me')).statusCode, 401, what)
  assert.equal((await asUser(await token(), 'GET', '/api/auth/me')).statusCode, 200)
  await query('delete from account')
  assert.equal((await asUser(valid, 'GET', '/api/auth/me')).json().code, 'ACCOUNT_GONE')
})
