import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authService, comparable, PASSWORD, sessionOf } from './service.ts'
import { passwordsWorkedOn } from './work-done.ts'

test('an account is registered, confirmed, logged in to, refreshed and logged out of', async (t) => {
  const { register, logIn, refresh, logOut, verify, asUser, events, asNotification } = await authService(t)

  const registered = await register('minji@example.com')
  assert.equal(registered.statusCode, 202)
  const [event] = await events('account.registered')
  const contact = (await asNotification(`/internal/users/${event!.userId}`)).json()
  assert.deepEqual(
    { ...contact, verifyToken: typeof contact.verifyToken },
    { email: 'minji@example.com', name: 'Kim Minji', locale: 'ko', verifyToken: 'string' },
  )
  assert.equal((await logIn('minji@example.com')).statusCode, 401)

  const verified = await verify(contact.verifyToken)
  assert.equal(verified.statusCode, 201)
  const user = { id: event!.userId, email: 'minji@example.com', name: 'Kim Minji', locale: 'ko', roles: ['buyer'] }
  assert.deepEqual(verified.json().user, user)
  assert.deepEqual((await asUser(sessionOf(verified).accessToken, 'GET', '/api/auth/me')).json(), user)
  assert.equal((await asNotification(`/internal/users/${user.id}`)).json().verifyToken, undefined)

  const loggedIn = await logIn('Minji@Example.com')
  assert.equal(loggedIn.statusCode, 201)
  const refreshed = await refresh(sessionOf(loggedIn).refreshToken)
  assert.equal(refreshed.statusCode, 200)
  const { refreshToken } = sessionOf(refreshed)
  const out = await logOut(refreshToken)
  assert.equal(out.statusCode, 204)
  assert.equal(out.cookies[0]?.value, '')
  assert.equal((await refresh(refreshToken)).json().code, 'SESSION_ENDED')
})

test('who registers cannot tell a known address from an unknown one, and its owner hears of it', async (t) => {
  const { register, account, events, query } = await authService(t)
  const owner = await account('known@example.com')

  const work: number[] = []
  const answers: unknown[] = []
  for (const email of ['known@example.com', 'unknown@example.com', 'unknown@example.com'])
    work.push(
      await passwordsWorkedOn(async () => {
        answers.push(comparable(await register(email)))
      }),
    )
  assert.deepEqual(work, [1, 1, 1])
  assert.deepEqual(answers[1], answers[0])
  assert.deepEqual(answers[2], answers[0])

  assert.deepEqual(await events('account.register-repeated'), [{ userId: owner.id }])
  assert.equal((await events('account.registered')).length, 2)
  assert.deepEqual(await query("select name from account where email = 'known@example.com'"), [{ name: 'Lee Junho' }])
})

test('an address in another spelling is the same address', async (t) => {
  const { account, register, events, logIn } = await authService(t)
  const { id } = await account('minji@example.com')
  assert.equal((await register('MINJI@ｅｘａｍｐｌｅ.com')).statusCode, 202)
  assert.deepEqual(await events('account.register-repeated'), [{ userId: id }])
  assert.equal((await logIn('Minji@EXAMPLE.com')).statusCode, 201)
  assert.deepEqual((await register('minji＠@example.com')).json().fields, [
    { path: 'body.email', message: 'is not an e-mail address' },
  ])
})

test('a confirming link is good once', async (t) => {
  const { register, verify, events, verifyTokenOf } = await authService(t)
  await register('minji@example.com')
  const token = await verifyTokenOf((await events('account.registered'))[0]!.userId!)
  assert.equal((await verify(token)).statusCode, 201)
  const again = await verify(token)
  assert.equal(again.statusCode, 410)
  assert.equal(again.json().code, 'LINK_USED')
})

test('a confirming link is good for a day', async (t) => {
  const { register, verify, events, verifyTokenOf, query } = await authService(t)
  await register('minji@example.com')
  const token = await verifyTokenOf((await events('account.registered'))[0]!.userId!)
  await query("update account set created_at = now() - interval '24 hours 1 second'")
  assert.equal((await verify(token)).json().code, 'LINK_EXPIRED')
  await query("update account set created_at = now() - interval '23 hours'")
  assert.equal((await verify(token)).statusCode, 201)
})

test('a link that was altered, or made for something else, confirms nothing', async (t) => {
  const { register, verify, events, verifyTokenOf, post, resetTokenOf, query } = await authService(t)
  await register('minji@example.com')
  await post('/api/auth/resets', { email: 'minji@example.com' })
  const token = await verifyTokenOf((await events('account.registered'))[0]!.userId!)
  const resetToken = await resetTokenOf((await events('account.reset-requested'))[0]!.resetId!)
  const [id, proof] = token.split('.')
  const altered = `${id}.${proof!.startsWith('A') ? 'B' : 'A'}${proof!.slice(1)}`
  const ofAnother = `00000000-0000-4000-8000-000000000000.${proof}`
  for (const wrong of [altered, ofAnother, resetToken, id!, `${id}.`, '.', 'x', '한글.한글']) {
    const answer = await verify(wrong)
    assert.equal(answer.statusCode, 400, wrong)
    assert.equal(answer.json().code, 'LINK_INVALID')
  }
  assert.deepEqual(await query('select 1 from account where verified_at is not null'), [])
})

test('of two who register one address, the mail that is opened decides whose password counts', async (t) => {
  const { register, verify, logIn, events, verifyTokenOf, query } = await authService(t)
  await register('minji@example.com', 'the password of a stranger')
  await register('minji@example.com', 'the password of the owner')
  const [stranger, owner] = await events('account.registered')
  assert.notEqual(stranger!.userId, owner!.userId)
  const strangersToken = await verifyTokenOf(stranger!.userId!)

  assert.equal((await verify(await verifyTokenOf(owner!.userId!))).statusCode, 201)
  assert.equal((await logIn('minji@example.com', 'the password of a stranger')).statusCode, 401)
  assert.equal((await logIn('minji@example.com', 'the password of the owner')).statusCode, 201)
  assert.equal((await verify(strangersToken)).json().code, 'LINK_INVALID')
  assert.equal((await query('select 1 from account')).length, 1)
})

test('of two who confirm one address at once, one gets it', async (t) => {
  const { register, verify, events, verifyTokenOf, query } = await authService(t)
  for (let at = 0; at < 3; at++) await register('minji@example.com')
  const tokens = await Promise.all((await events('account.registered')).map(({ userId }) => verifyTokenOf(userId!)))
  const answers = await Promise.all([...tokens, ...tokens].map((token) => verify(token)))
  const codes = answers.map(({ statusCode }) => statusCode).toSorted()
  assert.equal(codes.filter((code) => code === 201).length, 1)
  assert.ok(
    codes.every((code) => [201, 400, 410].includes(code)),
    String(codes),
  )
  assert.equal((await query('select 1 from account')).length, 1)
})

test('a wish that came while another was confirmed cannot take the address any more', async (t) => {
  const { register, verify, events, verifyTokenOf, query } = await authService(t)
  await register('minji@example.com', PASSWORD)
  await register('late@example.com', 'the password of a stranger')
  const [first, late] = await events('account.registered')
  await verify(await verifyTokenOf(first!.userId!))
  // As if it had looked before the other was confirmed, and was written after.
  await query("update account set email = 'minji@example.com' where id = $1", [late!.userId])
  assert.equal((await verify(await verifyTokenOf(late!.userId!))).json().code, 'LINK_USED')
})

test('one mailbox is not flooded: further mails must wait, for known and unknown addresses alike', async (t) => {
  const { register, account, events, post } = await authService(t)
  await account('known@example.com')
  for (const email of ['known@example.com', 'unknown@example.com']) {
    for (const ask of [() => register(email), () => post('/api/auth/resets', { email })]) {
      const codes: number[] = []
      for (let at = 0; at < 4; at++) codes.push((await ask()).statusCode)
      assert.deepEqual(codes, [202, 202, 202, 429])
    }
  }
  const { headers } = await register('known@example.com')
  assert.ok(Number(headers['retry-after']) > 50 && Number(headers['retry-after']) <= 60)
  assert.equal((await events('account.register-repeated')).length, 3)
})
