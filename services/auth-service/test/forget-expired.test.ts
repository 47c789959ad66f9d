import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectDatabase } from '@tiketi/kit/database'
import { createLog } from '@tiketi/kit/log'
import { forgetExpired } from '../src/forget-expired.ts'
import { database } from '../src/orm.ts'
import { authService, sessionOf } from './service.ts'

test('what no rule looks at any more is deleted, and nothing else', async (t) => {
  const { config, account, register, askReset, logIn, logOut, refresh, query } = await authService(t)
  await account('minji@example.com')
  await register('forgotten@example.com')
  await register('waiting@example.com')
  await askReset('minji@example.com')
  const ended = sessionOf(await logIn('minji@example.com'))
  const idle = sessionOf(await logIn('minji@example.com'))
  const kept = sessionOf(await logIn('minji@example.com'))
  const current = sessionOf(await refresh(kept.refreshToken)).refreshToken
  const idleId = (await query('select id from session order by created_at limit 1 offset 1'))[0].id
  await logOut(ended.refreshToken)
  await query("update account set created_at = now() - interval '49 hours' where email <> 'waiting@example.com'")
  await query("update password_reset set created_at = now() - interval '25 hours'")
  await query("update session set last_seen_at = now() - interval '15 days' where id = $1", [idleId])
  await query("update refresh_token set spent_at = now() - interval '8 days' where spent_at is not null")

  const orm = await connectDatabase(database, config, createLog('test', 'silent'))
  t.after(() => orm.close(true))
  await forgetExpired(orm.em.fork())

  const emails = await query('select email from account order by email')
  assert.deepEqual(emails, [{ email: 'minji@example.com' }, { email: 'waiting@example.com' }])
  assert.deepEqual(await query('select 1 from password_reset'), [])
  assert.equal((await query('select 1 from session')).length, 1)
  assert.equal((await query('select 1 from refresh_token')).length, 1)
  assert.equal((await refresh(idle.refreshToken)).statusCode, 401)
  assert.equal((await refresh(kept.refreshToken)).statusCode, 401)
  assert.equal((await refresh(current)).statusCode, 200)
})
