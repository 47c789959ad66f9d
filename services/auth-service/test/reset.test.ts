import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authService, comparable, PASSWORD, sessionOf } from './service.ts'

const NEW_PASSWORD = 'a new and longer password'

test('a forgotten password is replaced by the link of the mail, and every device is logged out', async (t) => {
  const { post, account, logIn, refresh, events, asNotification, complete } = await authService(t)
  await account('minji@example.com')
  const devices = [sessionOf(await logIn('minji@example.com')), sessionOf(await logIn('minji@example.com'))]

  assert.equal((await post('/api/auth/resets', { email: 'Minji@example.com' })).statusCode, 202)
  const [event] = await events('account.reset-requested')
  const { token, ...contact } = (await asNotification(`/internal/resets/${event!.resetId}`)).json()
  assert.deepEqual(contact, { email: 'minji@example.com', name: 'Lee Junho', locale: 'ko' })

  assert.equal((await complete(token, NEW_PASSWORD)).statusCode, 204)
  for (const { refreshToken } of devices) assert.equal((await refresh(refreshToken)).statusCode, 401)
  assert.equal((await logIn('minji@example.com', PASSWORD)).statusCode, 401)
  assert.equal((await logIn('minji@example.com', NEW_PASSWORD)).statusCode, 201)
})

test('who asks for a reset cannot tell a known address from an unknown one', async (t) => {
  const { post, account, events } = await authService(t)
  await account('known@example.com')
  const answers = []
  for (const email of ['known@example.com', 'unknown@example.com']) {
    const begun = performance.now()
    answers.push(comparable(await post('/api/auth/resets', { email })))
    assert.ok(performance.now() - begun > 145)
  }
  assert.equal(answers[0]!.statusCode, 202)
  assert.deepEqual(answers[1], answers[0])
  assert.equal((await events('account.reset-requested')).length, 1)
})

test('a reset is good once, for 30 minutes', async (t) => {
  const { account, askReset, complete, query } = await authService(t)
  await account('minji@example.com')
  const token = await askReset('minji@example.com')
  await query("update password_reset set created_at = now() - interval '31 minutes'")
  assert.equal((await complete(token, NEW_PASSWORD)).json().code, 'LINK_EXPIRED')
  await query("update password_reset set created_at = now() - interval '29 minutes'")
  assert.equal((await complete(token, NEW_PASSWORD)).statusCode, 204)
  const again = await complete(token, NEW_PASSWORD)
  assert.equal(again.statusCode, 410)
  assert.equal(again.json().code, 'LINK_USED')
})

test('a link that was altered, or made for something else, resets nothing', async (t) => {
  const { account, askReset, complete, register, events, verifyTokenOf, logIn } = await authService(t)
  await account('minji@example.com')
  const token = await askReset('minji@example.com')
  await register('other@example.com')
  const verifyToken = await verifyTokenOf((await events('account.registered'))[0]!.userId!)
  for (const wrong of [`${token.slice(0, 40)}AAAA${token.slice(44)}`, verifyToken, 'x'])
    assert.equal((await complete(wrong, NEW_PASSWORD)).json().code, 'LINK_INVALID')
  assert.equal((await logIn('minji@example.com')).statusCode, 201)
})

test('of several links, used at once, one sets the password and the others end', async (t) => {
  const { account, askReset, complete, logIn, query } = await authService(t)
  await account('minji@example.com')
  const tokens = [await askReset('minji@example.com'), await askReset('minji@example.com')]
  const attempts = [...tokens, ...tokens].map((token, at) => ({ token, password: `${NEW_PASSWORD} ${at}` }))
  const answers = await Promise.all(attempts.map(({ token, password }) => complete(token, password)))
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).toSorted(), [204, 410, 410, 410])
  const { password } = attempts[answers.findIndex(({ statusCode }) => statusCode === 204)]!
  assert.equal((await logIn('minji@example.com', password)).statusCode, 201)
  assert.deepEqual(await query('select password_version from account'), [{ password_version: 2 }])
})

test('who reads the mail of an unconfirmed account may choose its password, which confirms it', async (t) => {
  const { register, askReset, complete, logIn, events, verifyTokenOf, verify, asUser } = await authService(t)
  await register('minji@example.com', 'the password of a stranger')
  await register('minji@example.com', 'another by the same stranger')
  const token = await askReset('minji@example.com')
  assert.equal((await complete(token, NEW_PASSWORD)).statusCode, 204)

  assert.equal((await logIn('minji@example.com', 'the password of a stranger')).statusCode, 401)
  assert.equal((await logIn('minji@example.com', 'another by the same stranger')).statusCode, 401)
  const session = sessionOf(await logIn('minji@example.com', NEW_PASSWORD))
  assert.deepEqual((await asUser(session.accessToken, 'GET', '/api/auth/me')).json().roles, ['buyer'])
  // Whichever of the two it was, the other is forgotten.
  for (const { userId } of await events('account.registered'))
    assert.equal((await verify((await verifyTokenOf(userId!)) ?? 'none')).statusCode, 400)
})

test('a reset and a confirmation of one address at once do not stop each other', async (t) => {
  const { register, askReset, complete, verify, events, verifyTokenOf, query } = await authService(t)
  for (let round = 0; round < 4; round++) {
    const email = `minji${round}@example.com`
    await register(email)
    await register(email)
    const resetToken = await askReset(email)
    const links = await Promise.all(
      (await events('account.registered')).slice(-2).map(({ userId }) => verifyTokenOf(userId!)),
    )
    const answers = await Promise.all([complete(resetToken, NEW_PASSWORD), ...links.map((token) => verify(token))])
    const codes = answers.map(({ statusCode }) => statusCode)
    assert.ok(
      codes.every((code) => [201, 204, 400, 410].includes(code)),
      String(codes),
    )
    assert.ok(codes.some((code) => code < 300))
    assert.equal((await query('select 1 from account where email = $1', [email])).length, 1)
  }
})

test('a reset gives back no role that an admin took', async (t) => {
  const { account, askReset, complete, logIn, query } = await authService(t)
  await account('minji@example.com')
  await query("delete from account_role where role = 'buyer'")
  await complete(await askReset('minji@example.com'), NEW_PASSWORD)
  assert.deepEqual((await logIn('minji@example.com', NEW_PASSWORD)).json().user.roles, [])
})
