import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tokenVerifier } from '@tiketi/kit/access-token'
import { cuttable, redisKinds, testDatabase, until } from '@tiketi/kit/testing'
import { lineKeys } from '../src/line-keys.ts'
import { claim, joined, leave, openLine, type Stage, setSeats, stage } from './stage.ts'

/** Joins and waits for the call. */
async function called(all: Stage, app: Awaited<ReturnType<Stage['start']>>, id: string) {
  const person = await all.person()
  const place = await joined(app, id, person)
  await until(() => all.redis.zscore(lineKeys(id, 1).called, String(place.number)))
  return { person, ...place }
}

async function admissions({ orm }: Stage) {
  return orm.em.fork().execute('select number, person_id, jti, ended_at from queue.admission order by number')
}

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, a pass says who may hold seats of which sale for ten minutes, and claiming again gives the same bytes`, async (t) => {
    const all = await stage(t, await redis())
    const [app, other] = [await all.start(), await all.start()]
    const id = await openLine(all, app)
    const { person, number, placeTicket } = await called(all, app, id)
    await until(async () => (await other.inject({ url: `/api/queue/on-sales/${id}` })).statusCode === 200)

    const tabs = await Promise.all(
      Array.from({ length: 10 }, (_, tab) => claim(tab % 2 ? app : other, id, person, placeTicket)),
    )
    const passes = tabs.map((tab) => tab.json())
    assert.ok(passes.every(({ pass, expiresAt }) => pass === passes[0].pass && expiresAt === passes[0].expiresAt))

    const { address, port } = app.server.address() as { address: string; port: number }
    const jwksUrl = `http://${address}:${port}/api/queue/.well-known/jwks.json`
    const verifier = tokenVerifier({ jwksUrl, issuer: 'tiketi-queue', audience: 'tiketi-reservation' })
    const claims = await verifier.verify(passes[0].pass)
    assert.deepEqual([claims.sub, claims.sale, claims.exp! - claims.iat!], [person.id, id, 600])
    assert.equal(passes[0].expiresAt, new Date(claims.exp! * 1_000).toISOString())

    const [admission, ...more] = await admissions(all)
    assert.deepEqual(more, [])
    assert.deepEqual([admission!.number, admission!.person_id, admission!.jti], [number, person.id, claims.jti])
  })

test('nobody gets a pass before the call, after it, or by the place of somebody else or of another sale', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const [id, elsewhere] = [await openLine(all, app, { free: 1 }), await openLine(all, app)]
  const first = await called(all, app, id)
  const second = await all.person()
  const place = await joined(app, id, second)
  const refusal = async (...args: Parameters<typeof claim>) => {
    const answer = await claim(...args)
    const { code, watermark, calledAgain } = answer.json()
    return { status: answer.statusCode, code, watermark, calledAgain }
  }
  const refused = (status: number, code: string, members: object = {}) => ({
    status,
    code,
    watermark: undefined,
    calledAgain: undefined,
    ...members,
  })

  assert.deepEqual(await refusal(app, id, second, place.placeTicket), refused(409, 'NOT_YET', { watermark: 1 }))
  assert.deepEqual(await refusal(app, id, second, first.placeTicket), refused(403, 'OTHER_PERSON'))
  assert.deepEqual(await refusal(app, elsewhere, first.person, first.placeTicket), refused(403, 'OTHER_SALE'))
  const forged = `${first.placeTicket.slice(0, -2)}AA`
  assert.deepEqual(await refusal(app, id, first.person, forged), refused(403, 'PLACE_TICKET_INVALID'))

  // The call runs out, at first with a return and then without.
  const keys = lineKeys(id, 1)
  await setSeats(all.redis, id, 1, { free: 3, held: 0 })
  await all.redis.zadd(keys.called, 1, '1')
  const missed = await refusal(app, id, first.person, first.placeTicket)
  assert.deepEqual(missed, refused(409, 'CALL_MISSED', { calledAgain: true }))
  await until(() => all.redis.zscore(keys.called, '1'))
  await all.redis.zadd(keys.called, 1, '1')
  const again = await refusal(app, id, first.person, first.placeTicket)
  assert.deepEqual(again, refused(409, 'CALL_MISSED', { calledAgain: false }))

  // The pass runs out.
  await until(() => all.redis.zscore(keys.called, '2'))
  assert.equal((await claim(app, id, second, place.placeTicket)).statusCode, 200)
  await all.redis.zadd(keys.inside, 1, '2')
  assert.deepEqual(await refusal(app, id, second, place.placeTicket), refused(409, 'PASS_EXPIRED'))

  assert.equal((await leave(app, id, second, place.placeTicket)).statusCode, 204)
  assert.deepEqual(await refusal(app, id, second, place.placeTicket), refused(409, 'PLACE_GONE'))
  const late = await called(all, app, id)
  await all.redis.hset(keys.line, { closesAt: 1 })
  assert.deepEqual(await refusal(app, id, late.person, late.placeTicket), refused(409, 'LINE_CLOSED'))
})

test('without its record there is no pass, and the next claim gives the one that was made', async (t) => {
  const database = await testDatabase(t, 'queue')
  const proxy = await cuttable(t, database.config.DATABASE_URL)
  const all = await stage(t, { ...database.config, DATABASE_URL: proxy.url })
  const app = await all.start()
  const id = await openLine(all, app)
  const { person, number, placeTicket } = await called(all, app, id)

  await proxy.cut()
  const refused = await claim(app, id, person, placeTicket)
  assert.deepEqual([refused.statusCode, refused.headers['retry-after']], [503, '2'])
  const made = await all.redis.hget(lineKeys(id, 1).passes, String(number))
  assert.ok(made, 'the line goes on without the database')

  await proxy.mend()
  const { pass } = await until(async () => {
    const answer = await claim(app, id, person, placeTicket)
    return answer.statusCode === 200 ? answer.json() : undefined
  })
  assert.equal(pass, made)
  assert.equal((await admissions(all)).length, 1)
})

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, whoever leaves from inside makes room, and their admission ends`, async (t) => {
    const all = await stage(t, await redis())
    const app = await all.start()
    const id = await openLine(all, app, { free: 1 })
    const first = await called(all, app, id)
    await claim(app, id, first.person, first.placeTicket)
    const waiting = await joined(app, id, await all.person())
    await setSeats(all.redis, id, 1, { free: 1, held: 0 })
    assert.equal(await all.redis.zscore(lineKeys(id, 1).called, String(waiting.number)), null)

    assert.equal((await leave(app, id, first.person, first.placeTicket)).statusCode, 204)
    await until(() => all.redis.zscore(lineKeys(id, 1).called, String(waiting.number)))
    const [admission] = await admissions(all)
    assert.ok(admission!.ended_at instanceof Date)
  })
