import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { PUBLIC_URL, stage } from './stage.ts'

test('a new account is mailed a link that confirms it, in its language, as text and as HTML', async (t) => {
  const { register, arrive, verify } = await stage(t)
  await register('minji@example.com', 'ko')
  const [mail] = await arrive('minji@example.com', 1)
  assert.equal(mail!.subject, '메일 주소를 확인해 주세요')
  const [, token] = new RegExp(`${PUBLIC_URL}/verify#token=(\\S+)`).exec(mail!.text)!
  assert.ok(mail!.html.includes(`/verify#token=${token}`))
  assert.ok(mail!.html.includes('Minji &lt;Kim&gt;'), 'a name is text, never markup')
  assert.equal((await verify(decodeURIComponent(token!))).statusCode, 201)
})

test('somebody who registers a known address again learns nothing; its owner is told', async (t) => {
  const { register, arrive, verify } = await stage(t)
  await register('minji@example.com')
  const [first] = await arrive('minji@example.com', 1)
  await verify(decodeURIComponent(/#token=(\S+)/.exec(first!.text)![1]!))
  await register('minji@example.com')
  const [second] = await arrive('minji@example.com', 2)
  assert.equal(second!.subject, 'You already have an account')
})

test('one mail a reason, however often its event comes', async (t) => {
  const { register, arrive, mail, query, messages } = await stage(t)
  await register('minji@example.com')
  await arrive('minji@example.com', 1)
  await mail(({ state }) => state === 'sent')
  await query(`update notification_inbox.event set done_at = null, attempts = 0, run_at = now()`)
  await register('jisoo@example.com')
  await arrive('jisoo@example.com', 1)
  assert.equal((await query(`select from notification_inbox.event where done_at is null and attempts = 0`)).length, 0)
  assert.equal((await messages('minji@example.com')).length, 1)
})

test('a mail server that is busy gets the mail again; an acknowledgement that was lost makes no second mail', async (t) => {
  const { register, script, mail, dueNow, arrive, messages } = await stage(t)
  await script({ fault: 'reject', code: 451, times: 1 })
  await script({ fault: 'drop', times: 1 })
  await register('minji@example.com')
  await mail(({ attempts, state }) => attempts === 1 && state === 'waiting')
  await dueNow()
  await arrive('minji@example.com', 1)
  await dueNow()
  await mail(({ state }) => state === 'sent')
  const ids = new Set((await messages('minji@example.com')).map(({ messageId }) => messageId))
  assert.equal(ids.size, 1, 'every try carries the same Message-ID, by which readers drop the second')
})

test('an address that refuses for good is not written to again', async (t) => {
  const { register, script, mail, query, messages } = await stage(t)
  await script({ fault: 'reject', code: 550, times: 1 })
  await register('gone@example.com')
  await mail(({ state }) => state === 'dropped')
  await query(
    `insert into notification.mail (id, reason, kind, subject_id) select gen_random_uuid(), 'again', kind, subject_id from notification.mail`,
  )
  await until(async () => (await query(`select from notification.mail where state = 'dropped'`)).length === 2)
  assert.deepEqual(await messages('gone@example.com'), [])
  const rows = await query('select address_hash from notification.suppressed_address')
  assert.equal(rows.length, 1)
  assert.doesNotMatch(JSON.stringify(rows), /gone/)
})

test('while auth-service is away mails wait, and go when it is back', async (t) => {
  const { query, register, stopAuth, startAuth, mail, dueNow, arrive } = await stage(t)
  await register('minji@example.com')
  await arrive('minji@example.com', 1)
  await stopAuth()
  await query(`update notification.mail set state = 'waiting', attempts = 0, next_try_at = now()`)
  await mail(({ attempts }) => attempts > 0)
  await startAuth()
  await dueNow()
  await arrive('minji@example.com', 2)
})

test('a mail that cannot be written is dead, seen by admins alone, and goes when it is replayed', async (t) => {
  const { app, tokens, query, mail } = await stage(t)
  await query(
    `insert into notification.mail (id, reason, kind, subject_id) values (gen_random_uuid(), 'nobody', 'verify', $1)`,
    [randomUUID()],
  )
  const { id } = await mail(({ state }) => state === 'dead')
  const ask = async (method: 'GET' | 'POST', url: string, role?: 'admin' | 'buyer') => {
    const token = role && (await tokens.accessToken({ id: randomUUID(), roles: [role] }))
    return app.inject({ method, url, headers: token ? { authorization: `Bearer ${token}` } : {} })
  }
  assert.equal((await ask('GET', '/api/notification/dead-mails')).statusCode, 401)
  assert.equal((await ask('GET', '/api/notification/dead-mails', 'buyer')).statusCode, 403)
  assert.deepEqual(
    (await ask('GET', '/api/notification/dead-mails', 'admin')).json().mails.map((dead: { id: string }) => dead.id),
    [id],
  )
  assert.equal((await ask('POST', `/api/notification/dead-mails/${id}/replay`, 'buyer')).statusCode, 403)
  assert.equal((await ask('POST', `/api/notification/dead-mails/${id}/replay`, 'admin')).statusCode, 200)
  assert.equal((await ask('POST', `/api/notification/dead-mails/${randomUUID()}/replay`, 'admin')).statusCode, 404)
  await mail(({ state, attempts }) => state === 'dead' && attempts === 1)
})
