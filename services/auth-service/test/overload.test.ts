import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authService, PASSWORD } from './service.ts'

test('of more log-ins than can be worked on, the surplus is told at once when to come back, and the rest succeed', async (t) => {
  const { account, logIn, app } = await authService(t)
  await account('minji@example.com')

  const answeredAt: { code: number; at: number; retryAfter: string | undefined }[] = []
  async function attempt(at: number) {
    // Each from a network of their own: many from one would have to prove work.
    const from = { 'x-forwarded-for': `198.51.100.${at}` }
    const { statusCode, headers } = await logIn(`guest${at}@example.com`, PASSWORD, from)
    answeredAt.push({
      code: statusCode,
      at: answeredAt.length,
      retryAfter: headers['retry-after'] as string | undefined,
    })
  }
  const health: number[] = []
  const attempts = Promise.all(Array.from({ length: 150 }, (_, at) => attempt(at)))
  health.push((await app.inject('/health')).statusCode)
  await attempts

  const busy = answeredAt.filter(({ code }) => code === 503)
  const refused = answeredAt.filter(({ code }) => code === 401)
  assert.equal(busy.length + refused.length, 150)
  assert.ok(busy.length > 30, `${busy.length} were turned away`)
  assert.ok(refused.length >= 66, `${refused.length} were worked on`)
  for (const { retryAfter } of busy) assert.ok(Number(retryAfter) >= 2 && Number(retryAfter) <= 5)
  // Nobody who is turned away waited for the work of the others.
  assert.ok(busy.at(-1)!.at < refused.at(-60)!.at)
  assert.deepEqual(health, [200])

  assert.equal((await logIn('minji@example.com')).statusCode, 201)
})
