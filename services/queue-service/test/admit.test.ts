import assert from 'node:assert/strict'
import { test } from 'node:test'
import { admit } from '../src/admit.ts'
import { bareLine, range } from './line.ts'

const HOUR = 3_600_000

test('counting first and letting in afterwards lets far more in than the cap; admit.lua never does', async (t) => {
  const CAP = 5
  const line = await bareLine(t, { free: CAP })
  const replicas = Array.from({ length: 8 }, line.connect)

  // What the guard is for: sixty requests at eight replicas, each of which looks whether there is room and then goes in.
  await Promise.all(
    range(1, 60).map(async (number) => {
      const redis = replicas[number % replicas.length]!
      if ((await redis.zcard('naive')) < CAP) await redis.zadd('naive', number, number)
    }),
  )
  assert.ok((await line.redis.zcard('naive')) > CAP, 'the race did not occur, so nothing is proved')

  await line.crowd(60)
  for (let round = 0; round < 20; round++) {
    await Promise.all(replicas.map((redis) => line.admit(redis)))
    assert.ok((await line.called()).length <= CAP)
  }
  assert.deepEqual(await line.called(), range(1, CAP))

  // As people go in and out, those called and inside never exceed it either.
  for (const number of range(1, 20)) {
    await line.claim(number, { pass: `pass ${number}`, until: Date.now() + HOUR })
    const inside = () => line.redis.zcard(line.keys.inside)
    await Promise.all(replicas.map((redis) => line.admit(redis)))
    assert.equal((await line.called()).length + (await inside()), CAP)
    await line.leave(number)
    await Promise.all(replicas.map((redis) => line.admit(redis)))
    assert.equal((await line.called()).length + (await inside()), CAP)
  }
})

test('a thousand a second are called, in the order of their numbers', async (t) => {
  const line = await bareLine(t, { rate: 1_000 })
  await line.crowd(2_500)
  for (const second of [1, 2]) {
    await line.redis.hset(line.keys.line, { tokens: 0, tokensAt: (Date.now() - 1_000) * 1_000 })
    const { called } = await line.run()
    assert.equal(called, 1_000)
    assert.deepEqual(await line.called(), range(1, second * 1_000))
  }
})

test('replicas share the rate: eight of them together call no more than time has earned', async (t) => {
  const RATE = 100
  const line = await bareLine(t, { rate: RATE })
  await line.crowd(1_000)
  const replicas = Array.from({ length: 8 }, line.connect)
  const micros = async () => {
    const [seconds, rest] = await line.redis.time()
    return Number(seconds) * 1e6 + Number(rest)
  }
  const start = await micros()
  await line.redis.hset(line.keys.line, { tokens: RATE * 1e6, tokensAt: start })
  const runs = await Promise.all(range(1, 10).flatMap(() => replicas.map((redis) => line.run(redis))))
  const earned = RATE + Math.floor((RATE * ((await micros()) - start)) / 1e6)
  const called = runs.reduce((sum, { called }) => sum + called, 0)
  assert.ok(called >= RATE && called <= earned, `${called} were called and ${earned} earned`)
  assert.deepEqual(await line.called(), range(1, called))
})

test('nobody is called before the opening by the clock of Redis, however early people come', async (t) => {
  const line = await bareLine(t, { opensAt: Date.now() + HOUR })
  await line.crowd(10)
  const early = await line.admit()
  assert.equal(early.snapshot.state, 'scheduled')
  assert.deepEqual([early.called, early.snapshot.watermark, early.snapshot.waiting], [0, 0, 10])

  await line.redis.hset(line.keys.line, { opensAt: Date.now() - 1_000 })
  const { snapshot } = await line.admit()
  assert.deepEqual([snapshot.state, snapshot.watermark], ['open', 10])
})

test('what was earned before the opening or in a pause is not spent after it', async (t) => {
  const line = await bareLine(t, { rate: 10, opensAt: Date.now() + HOUR })
  await line.crowd(100)
  await line.admit()
  // The last run was an hour ago, the opening half a second.
  await line.redis.hset(line.keys.line, { tokensAt: (Date.now() - HOUR) * 1_000, opensAt: Date.now() - 500 })
  const { called } = await line.run()
  assert.ok(called >= 5 && called < 10, `${called} were called`)
})

test('nobody is called after the close or a cancellation', async (t) => {
  const line = await bareLine(t, { closesAt: Date.now() - 1 })
  await line.redis.hset(line.keys.line, { last: 10 })
  const { snapshot, called } = await line.admit()
  assert.deepEqual([snapshot.state, called], ['closed', 0])
  assert.ok((await line.redis.pttl(line.keys.line)) > 0, 'the line would stay for ever')
})

test('leavers are skipped, and their places go to the next', async (t) => {
  const line = await bareLine(t, { free: 4 })
  await line.crowd(10)
  for (const number of [2, 3, 5]) assert.equal(await line.leave(number), 'LEFT')
  const { snapshot } = await line.admit()
  assert.deepEqual(await line.called(), [1, 4, 6, 7])
  assert.deepEqual([snapshot.watermark, snapshot.waiting], [7, 3])
  assert.equal(await line.redis.zcard(line.keys.left), 0)

  assert.equal(await line.leave(4), 'LEFT')
  await line.admit()
  assert.deepEqual(await line.called(), [1, 6, 7, 8])
  assert.equal(await line.leave(4), 'GONE')
})

test('a call that runs out gives its place on, and its holder returns once, before others', async (t) => {
  const line = await bareLine(t, { free: 2 })
  await line.crowd(5)
  await line.admit()
  await line.runOut(1)
  await line.admit()
  assert.deepEqual(await line.called(), [2, 3])

  assert.deepEqual(await line.join('person 1'), ['KEPT', 1])
  assert.deepEqual(await line.claim(1), ['NOT_YET', 3])
  assert.equal((await line.admit()).snapshot.returning, 1)
  await line.runOut(2)
  const { snapshot } = await line.admit()
  assert.deepEqual(await line.called(), [1, 3], 'the one who came back is called before number 4')
  assert.deepEqual([snapshot.recalls, snapshot.returning, snapshot.watermark], [1, 0, 3])

  await line.runOut(1)
  await line.admit()
  assert.deepEqual(await line.called(), [3, 4])
  assert.deepEqual(await line.claim(1), ['OVER'])
  assert.deepEqual(await line.join('person 1'), ['JOINED', 6], 'a second return is a new place at the end')
})

test('who comes back by claiming is called again too, and not after ten minutes', async (t) => {
  const line = await bareLine(t, { free: 2 })
  await line.crowd(4)
  await line.admit()
  await line.runOut(1, 2)
  assert.deepEqual(await line.claim(1), ['MISSED'], 'before any replica saw that the call ran out')
  await line.admit()
  assert.deepEqual(await line.called(), [1, 3])

  await line.redis.zadd(line.keys.missed, 1, 2)
  assert.deepEqual(await line.claim(2), ['OVER'])
  await line.admit()
  assert.equal(await line.redis.zcard(line.keys.missed), 0)
})

test('a pass that runs out gives its place inside on', async (t) => {
  const line = await bareLine(t, { free: 1 })
  await line.crowd(2)
  await line.admit()
  assert.deepEqual(await line.claim(1), ['CALLED'])
  assert.deepEqual(await line.claim(1, { pass: 'pass', until: Date.now() + HOUR }), ['PASS', 'pass', 1])
  assert.equal((await line.admit()).snapshot.watermark, 1)

  await line.redis.zadd(line.keys.inside, 1, 1)
  const { snapshot } = await line.admit()
  assert.deepEqual([snapshot.watermark, snapshot.inside, snapshot.called], [2, 0, 1])
  assert.deepEqual(await line.claim(1), ['OVER'])
})

test('the line says when every seat is held or sold, and goes on when one comes back', async (t) => {
  const line = await bareLine(t, { free: 0, held: 3 })
  await line.crowd(2)
  assert.equal((await line.admit()).snapshot.state, 'all-held')
  await line.redis.hset(line.keys.line, { held: 0 })
  assert.equal((await line.admit()).snapshot.state, 'sold-out')
  assert.deepEqual(await line.join('too late'), ['SOLD_OUT'])
  assert.deepEqual(await line.join('person 1'), ['KEPT', 1])
  assert.deepEqual(await line.called(), [])

  await line.redis.hset(line.keys.line, { free: 1 })
  const { snapshot } = await line.admit()
  assert.deepEqual([snapshot.state, snapshot.called], ['open', 1])
})

test('nobody is called while nobody knows how many seats are free', async (t) => {
  const line = await bareLine(t, { seatsAt: Date.now() - 7_000 })
  await line.crowd(2)
  const { snapshot } = await line.admit()
  assert.deepEqual([snapshot.state, snapshot.reason, snapshot.called], ['paused', 'seats-unknown', 0])
})

test('a line whose numbers went backwards is lost, and calls and gives nothing', async (t) => {
  const line = await bareLine(t)
  await line.crowd(3)
  const { onSaleId } = line
  assert.equal(await admit(line.redis, { onSaleId, seen: { epoch: 1, last: 4, watermark: 0 } }), undefined)
  assert.equal(await admit(line.redis, { onSaleId, seen: { epoch: 1, last: 3, watermark: 1 } }), undefined)
  assert.equal(await admit(line.redis, { onSaleId, seen: { epoch: 2, last: 0, watermark: 0 } }), undefined)
  assert.deepEqual(await line.called(), [])
})

test('of replicas that run it together one does the work, and all hear of it', async (t) => {
  const line = await bareLine(t)
  await line.crowd(3)
  const listener = line.connect()
  const heard: string[] = []
  listener.on('smessage', (_channel, message) => heard.push(message))
  await listener.ssubscribe(`queue:{${line.onSaleId}}:status`)
  await line.redis.hset(line.keys.line, { tokens: 1e9 })
  const seen = { epoch: 1, last: 0, watermark: 0 }
  const runs = await Promise.all(
    range(1, 8).map(() => admit(line.redis, { onSaleId: line.onSaleId, seen, togetherMs: HOUR })),
  )
  assert.deepEqual(
    runs.map((run) => run!.called),
    [3, 0, 0, 0, 0, 0, 0, 0],
  )
  assert.ok(runs.every((run) => run!.snapshot.watermark === 3))
  // Its own connection answers after what was published before.
  await listener.ping()
  assert.equal(heard.length, 1)
  assert.equal(JSON.parse(heard[0]!).watermark, 3)
})
