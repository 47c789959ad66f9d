import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createGoogle } from '../../../bootstrap/local/google/google.ts'
import { type SignIn, signInAtGoogle } from '../../../bootstrap/local/google/signing-in.ts'
import { authService, PASSWORD, PUBLIC_URL, sessionOf } from './service.ts'

const MINJI = { email: 'minji@example.com', name: '김민지' }

test('who is new gets an account by Google, logged in, and comes back to the same one', async (t) => {
  const { enter, me, query } = await shop(t)
  const first = await me(await enter(MINJI))
  assert.deepEqual([first.email, first.name, first.roles, first.locale], [MINJI.email, MINJI.name, ['buyer'], 'en'])
  // The address at Google may change; the person does not.
  await query('update account set email = $1', ['renamed@example.com'])
  const second = await me(await enter(MINJI))
  assert.deepEqual([second.id, second.email], [first.id, 'renamed@example.com'])
})

test('a verified account is linked; its password goes on working', async (t) => {
  const { enter, me, account, logIn } = await shop(t)
  const existing = await account(MINJI.email)
  assert.equal((await me(await enter({ email: 'Minji@Example.com' }))).id, existing.id)
  assert.equal((await logIn(MINJI.email)).statusCode, 201)
})

test('an account that nobody confirmed is not linked: its password dies, and Google’s person has the address', async (t) => {
  const { enter, me, register, events, verify, verifyTokenOf, logIn, query } = await shop(t)
  await register(MINJI.email)
  const [{ userId }] = (await events('account.registered')) as [{ userId: string }]
  const token = await verifyTokenOf(userId)
  const entered = await me(await enter(MINJI))
  assert.notEqual(entered.id, userId)
  assert.deepEqual(await query('select id from account'), [{ id: entered.id }])
  assert.equal((await verify(token)).statusCode, 400)
  assert.equal((await logIn(MINJI.email, PASSWORD)).statusCode, 401, 'no password opens an account without one')
})

test('an address that Google has not verified is never linked, nor does it make an account', async (t) => {
  const { enter, account, query } = await shop(t)
  await account(MINJI.email)
  for (const email of [MINJI.email, 'new@example.com'])
    assert.deepEqual(await enter({ email, unverified: true }), { problem: 'GOOGLE_EMAIL_UNVERIFIED' })
  assert.deepEqual(await query('select (select count(*) from identity) as i, (select count(*) from session) as s'), [
    { i: '0', s: '0' },
  ])
})

test('an account stays with the first Google account that came to it', async (t) => {
  const { enter, query } = await shop(t)
  await enter(MINJI)
  await query("update identity set subject = 'who had the address before'")
  assert.deepEqual(await enter(MINJI), { problem: 'GOOGLE_OTHER_ACCOUNT' })
})

test('of two windows in which one new person logs in at once, both do, to one account', async (t) => {
  const { begin, come, query } = await shop(t)
  const attempts = await Promise.all(
    [1, 2].map(async () => {
      const { url, cookie } = await begin()
      return { back: await signInAtGoogle(url, MINJI), cookie }
    }),
  )
  const entered = await Promise.all(attempts.map(({ back, cookie }) => come(back, cookie)))
  assert.ok(entered.every((answer) => 'refreshToken' in answer))
  assert.deepEqual(await query('select count(*)::int as accounts from account'), [{ accounts: 1 }])
})

test('another state, nonce, verifier, code or browser than the attempt’s lets nobody in', async (t) => {
  const { begin, come, query } = await shop(t)
  const refused = { problem: 'GOOGLE_REFUSED' }
  const changed = (url: string, name: string, value: string) => {
    const other = new URL(url)
    other.searchParams.set(name, value)
    return other
  }

  const { url, cookie } = await begin()
  const back = await signInAtGoogle(url, MINJI)
  assert.deepEqual(await come(changed(back.href, 'state', 'another'), cookie), refused, 'state')
  assert.deepEqual(await come(back, undefined), refused, 'no cookie')
  assert.deepEqual(await come(back, (await begin()).cookie), refused, 'the cookie of another attempt')

  const nonce = await begin()
  const withNonce = await signInAtGoogle(changed(nonce.url, 'nonce', 'another').href, MINJI)
  assert.deepEqual(await come(withNonce, nonce.cookie), refused, 'nonce')

  const pkce = await begin()
  const challenge = createHash('sha256').update('v'.repeat(43)).digest('base64url')
  const withPkce = await signInAtGoogle(changed(pkce.url, 'code_challenge', challenge).href, MINJI)
  assert.deepEqual(await come(withPkce, pkce.cookie), refused, 'verifier')

  const victim = await begin()
  const attackers = await signInAtGoogle((await begin()).url, { email: 'attacker@example.com' })
  const injected = changed((await signInAtGoogle(victim.url, MINJI)).href, 'code', attackers.searchParams.get('code')!)
  assert.deepEqual(await come(injected, victim.cookie), refused, 'the code of another attempt')

  assert.deepEqual(await query('select id from session'), [])
})

test('a code is good once', async (t) => {
  const { begin, come } = await shop(t)
  const { url, cookie } = await begin()
  const back = await signInAtGoogle(url, MINJI)
  assert.ok('refreshToken' in (await come(back, cookie)))
  assert.deepEqual(await come(back, cookie), { problem: 'GOOGLE_REFUSED' })
})

test('who turns back at Google, or cannot reach it, is led to a page that says so', async (t) => {
  const { google, begin, come, enter, app } = await shop(t)
  assert.deepEqual(await enter({ ...MINJI, leave: true }), { problem: 'GOOGLE_LEFT' })
  const { url, cookie } = await begin()
  const back = await signInAtGoogle(url, MINJI)
  await google.close()
  assert.deepEqual(await come(back, cookie), { problem: 'GOOGLE_AWAY' })
  assert.equal((await app.inject('/api/auth/methods')).json().google, true)
})

test('while Google fails at the first log-in, the next one finds it again', async (t) => {
  let failing = true
  const server = createServer((_request, response) => {
    const endpoints = { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` }
    response.writeHead(failing ? 503 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(endpoints))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { app } = await authService(t, { GOOGLE_ISSUER: issuer, ...CLIENT })
  const ledTo = async () => String((await app.inject('/api/auth/google')).headers.location)
  assert.equal(await ledTo(), `${PUBLIC_URL}/login/google?problem=GOOGLE_AWAY`)
  failing = false
  assert.ok((await ledTo()).startsWith(`${issuer}/auth?`))
})

test('without a client secret there is no log-in with Google', async (t) => {
  const { app } = await authService(t)
  assert.deepEqual((await app.inject('/api/auth/methods')).json(), { google: false })
  assert.equal((await app.inject('/api/auth/google')).statusCode, 404)
})

const CLIENT = { GOOGLE_CLIENT_ID: 'tiketi-test', GOOGLE_CLIENT_SECRET: 'a client secret for one test only' }

async function startGoogle(t: TestContext) {
  const google = await createGoogle({
    clientId: CLIENT.GOOGLE_CLIENT_ID,
    clientSecret: CLIENT.GOOGLE_CLIENT_SECRET,
    redirectUris: [`${PUBLIC_URL}/api/auth/google/callback`],
  })
  t.after(() => google.close())
  return google
}

/** The service, registered with an OpenID provider of the test's own. */
async function shop(t: TestContext) {
  const google = await startGoogle(t)
  const service = await authService(t, { GOOGLE_ISSUER: google.url, ...CLIENT })

  async function begin() {
    const { statusCode, headers, cookies } = await service.app.inject('/api/auth/google?locale=en')
    assert.equal(statusCode, 303)
    const [cookie] = cookies
    assert.deepEqual(
      [cookie!.path, cookie!.httpOnly, cookie!.sameSite, cookie!.secure],
      ['/api/auth/google', true, 'Lax', true],
    )
    return { url: String(headers.location), cookie: cookie!.value }
  }
  /** Comes back from Google. */
  async function come(back: URL, cookie: string | undefined) {
    const answer = await service.app.inject({
      url: back.pathname + back.search,
      cookies: cookie === undefined ? {} : { 'tiketi-google': cookie },
    })
    assert.equal(answer.statusCode, 303, answer.body)
    const page = new URL(String(answer.headers.location))
    assert.equal(page.origin + page.pathname, `${PUBLIC_URL}/login/google`)
    const problem = page.searchParams.get('problem')
    return problem ? { problem } : { refreshToken: sessionOf({ ...answer, json: () => ({}) as never }).refreshToken }
  }
  return {
    ...service,
    google,
    begin,
    come,
    async enter(person: SignIn) {
      const { url, cookie } = await begin()
      return come(await signInAtGoogle(url, person), cookie)
    },
    async me(entered: { problem: string } | { refreshToken: string }) {
      assert.ok('refreshToken' in entered, JSON.stringify(entered))
      return (await service.refresh(entered.refreshToken)).json().user
    },
  }
}
