import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { ACCESS, newSigningKey, type SigningKey, signingKeys, tokenVerifier } from '@tiketi/kit/access-token'
import type { Refusal } from '@tiketi/kit/refusal'
import { until } from '@tiketi/kit/testing'
import { type JSONWebKeySet, SignJWT, UnsecuredJWT } from 'jose'

const HOUR_MS = 3_600_000
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * HOUR_MS)
const signerOf = (...keys: SigningKey[]) => signingKeys(JSON.stringify(keys), ACCESS)

test('a token is valid for its issuer and audience only, and tells who', async (t) => {
  const signer = signerOf(newSigningKey(hoursFromNow(-1)))
  const verifier = await verifierOf(t, () => signer.jwks())
  const claims = await verifier.verify(await signer.sign({ sub: 'u1', roles: ['buyer'] }, 60))
  assert.deepEqual([claims.sub, claims.roles], ['u1', ['buyer']])

  const foreign = signingKeys(JSON.stringify([newSigningKey(hoursFromNow(-1))]), ACCESS)
  await assert.rejects(verifier.verify(await foreign.sign({ sub: 'u1' }, 60)), isRefusal('TOKEN_INVALID'))
  await assert.rejects(verifier.verify(await signer.sign({ sub: 'u1' }, -10)), isRefusal('TOKEN_EXPIRED'))
  await assert.rejects(verifier.verify(new UnsecuredJWT({ sub: 'u1' }).encode()), isRefusal('TOKEN_INVALID'))
  const symmetric = await new SignJWT({ sub: 'u1' })
    .setProtectedHeader({ alg: 'HS256', kid: signer.jwks().keys[0]!.kid! })
    .setIssuer(ACCESS.issuer)
    .setAudience(ACCESS.audience)
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(new TextEncoder().encode(JSON.stringify(signer.jwks().keys[0])))
  await assert.rejects(verifier.verify(symmetric), isRefusal('TOKEN_INVALID'))
})

test('the next key is known a day before it signs, and the last one an hour after', async () => {
  const [old, now, soon, later] = [-48, -0.5, 23, 25].map((hours) => newSigningKey(hoursFromNow(hours)))
  const signer = signerOf(later!, now!, old!, soon!)
  assert.deepEqual(
    signer.jwks().keys.map(({ kid }) => kid),
    [old!.kid, now!.kid, soon!.kid],
  )
  assert.ok(
    signer.jwks().keys.every((key) => !('d' in key)),
    'private parts stay private',
  )
  const gone = signerOf(newSigningKey(hoursFromNow(-48)), newSigningKey(hoursFromNow(-2)))
  assert.equal(gone.jwks().keys.length, 1, 'an hour after its successor a key is gone')
})

test('a rotation invalidates no token', async (t) => {
  const first = newSigningKey(hoursFromNow(-30))
  let signer = signerOf(first)
  const verifier = await verifierOf(t, () => signer.jwks())
  const before = await signer.sign({ sub: 'u1' }, 600)
  await verifier.verify(before)
  signer = signerOf(first, newSigningKey(hoursFromNow(-0.1)))
  const after = await signer.sign({ sub: 'u1' }, 600)
  assert.equal((await verifier.verify(before)).sub, 'u1')
  // An unknown key is asked for at most once a second.
  await until(() => verifier.verify(after).catch(() => false))
})

test('while the keys cannot be fetched the known ones go on serving; without any it is a 503', async (t) => {
  const signer = signerOf(newSigningKey(hoursFromNow(-1)))
  let away = true
  const verifier = await verifierOf(t, () => (away ? undefined : signer.jwks()))
  const token = await signer.sign({ sub: 'u1' }, 7_200)
  await assert.rejects(verifier.verify(token), isRefusal('KEYS_AWAY'))

  away = false
  await until(() => verifier.verify(token).catch(() => false))
  away = true
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + HOUR_MS })
  assert.equal((await verifier.verify(token)).sub, 'u1', 'keys fetched an hour ago still serve')
})

const isRefusal = (code: string) => (error: Refusal) => error.code === code

async function verifierOf(t: TestContext, jwks: () => JSONWebKeySet | undefined) {
  const server = createServer((_request, response) => {
    const keys = jwks()
    response.writeHead(keys ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(keys ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return tokenVerifier({ jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`, ...ACCESS })
}
