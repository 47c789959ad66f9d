import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Puzzle } from '@tiketi/contracts/proof-of-work'
import { createLog } from '@tiketi/kit/log'
import { connectRedis } from '@tiketi/kit/redis'
import { until } from '@tiketi/kit/testing'
import { solvePuzzle } from '../../storefront/src/api/solve-puzzle.ts'
import { bitsAgainst } from '../src/siege.ts'
import { authService, PASSWORD } from './service.ts'

const THIEF = { 'x-forwarded-for': '198.51.100.7' }

test('after many log-ins of one network have failed, each of its tries must prove work; others log in as ever', async (t) => {
  const { logIn, account } = await authService(t)
  await account('minji@example.com')
  const guess = (at: number, headers = THIEF) => logIn(`someone-${at}@example.com`, 'a wrong password', headers)
  const demanded = await refusedAt(20, guess)
  assert.equal(demanded.json().code, 'PROOF_NEEDED')
  assert.equal((await logIn('minji@example.com', PASSWORD, { 'x-forwarded-for': '203.0.113.9' })).statusCode, 201)

  // Behind the same address there are honest people: with work they get in, and no work serves twice.
  const proof = solvePuzzle(demanded.json() as unknown as Puzzle)
  const proved = { ...THIEF, 'tiketi-proof': proof }
  assert.equal((await logIn('minji@example.com', PASSWORD, proved)).statusCode, 201)
  assert.equal((await logIn('minji@example.com', PASSWORD, proved)).statusCode, 428)
})

test('an attacker with a /64 of IPv6 is one network', async (t) => {
  const { logIn } = await authService(t)
  const guess = (at: number) =>
    logIn(`someone-${at}@example.com`, 'a wrong password', { 'x-forwarded-for': `2001:db8:1:2::${at.toString(16)}` })
  await refusedAt(20, guess)
})

test('an attack from very many networks makes everybody prove work, until it is over', async (t) => {
  const { logIn, post, redis, config } = await authService(t)
  const client = connectRedis({ REDIS_URL: redis.url, REDIS_CLUSTER: false }, createLog('test', config.LOG_LEVEL))
  t.after(() => client.disconnect())
  await until(async () => (await client.ping().catch(() => '')) === 'PONG')
  const under = (level: number) => client.hset('auth:pressure:log-in:all', { level, at: Date.now() })

  await under(5_000)
  const demanded = await logIn('someone@example.com', 'a wrong password')
  assert.deepEqual([demanded.statusCode, demanded.json().bits], [428, 19])
  // Mails are another matter.
  const asked = await post('/api/auth/resets', { email: 'someone@example.com' })
  assert.equal(asked.statusCode, 202)
  await client.hset('auth:pressure:log-in:all', { level: 5_000, at: Date.now() - 600_000 })
  assert.equal((await logIn('someone@example.com', 'a wrong password')).statusCode, 401)
})

test('who asks for mail after mail must prove work, for known and unknown addresses alike', async (t) => {
  const { post, account } = await authService(t)
  await account('minji@example.com')
  const ask = (email: string) => post('/api/auth/resets', { email }, THIEF)
  await refusedAt(20, (at) => ask(`someone-${at}@example.com`))
  for (const email of ['minji@example.com', 'nobody@example.com']) assert.equal((await ask(email)).statusCode, 428)
  const body = { email: 'new@example.com', password: PASSWORD, name: 'New', locale: 'en' }
  assert.equal((await post('/api/auth/accounts', body, THIEF)).statusCode, 428)
})

/** The first answer that demands work: not before so many tries, and soon after, since what was counted runs off slowly. */
async function refusedAt<Answer extends { statusCode: number }>(
  tries: number,
  attempt: (at: number) => Promise<Answer>,
) {
  for (let at = 0; at < 2 * tries; at++) {
    const answer = await attempt(at)
    if (answer.statusCode !== 428) continue
    assert.ok(at >= tries, `refused at ${at}`)
    return answer
  }
  return assert.fail('never refused')
}

test('each doubling of an attack doubles the work, up to what a phone can still do', () => {
  const demanded = [0, 0.99, 1, 1.9, 2, 4, 31, 32, 1_000_000].map(bitsAgainst)
  assert.deepEqual(demanded, [0, 0, 16, 16, 17, 18, 20, 21, 21])
})
