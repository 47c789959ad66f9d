import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cluster } from 'ioredis'
import { connectRedis, script, subscriberOf } from '../src/redis.ts'
import { storeAway } from '../src/store-away.ts'
import { testRedisCluster, until } from '../src/testing.ts'
import { log } from './stage.ts'

/** A master is silent for seconds before it is replaced. */
const PATIENCE = { timeoutMs: 60_000 }

test('a cluster with TLS and a password', async (t) => {
  const { config, masterOf, letReplace } = await testRedisCluster(t)
  const connect = () => {
    const redis = connectRedis(config, log)
    t.after(() => redis.disconnect())
    return redis
  }
  const redis = connect() as Cluster
  /** What every command says: its answer, or nothing while its master is away; anything else is an error. */
  const unlessAway = <T>(command: () => Promise<T>) =>
    command().catch((error) => {
      assert.equal(storeAway(error), 'redis', error)
      return undefined
    })
  // One key and channel a master: each has a third of the slots.
  const tags = await until(async () => {
    const found = new Map<number, string>()
    for (let at = 0; at < 50; at++) found.set((await masterOf(`{${at}}`)).port, `{${at}}`)
    return found.size === 3 ? [...found.values()] : undefined
  })
  const set = (tag: string, value: string) => unlessAway(() => redis.set(`a:${tag}`, value))
  for (const tag of tags) await until(() => set(tag, 'first'))

  const subscriber = subscriberOf(connect())
  t.after(() => subscriber.disconnect())
  const heard: string[] = []
  subscriber.on('error', () => {})
  subscriber.on('smessage', (channel: string, message: string) => heard.push(`${channel} ${message}`))
  for (const tag of tags) await subscriber.ssubscribe(`news:${tag}`)
  const hears = (tag: string, message: string) =>
    until(async () => {
      await unlessAway(() => redis.spublish(`news:${tag}`, message))
      return heard.includes(`news:${tag} ${message}`)
    }, PATIENCE)

  await t.test('scripts and messages reach the master of their key', async () => {
    const move = script(redis, new URL('./move.lua', import.meta.url))
    for (const tag of tags) {
      assert.equal(await move([`a:${tag}`, `b:${tag}`], ['next']), 'first')
      assert.deepEqual(await redis.mget(`a:${tag}`, `b:${tag}`), ['next', 'first'])
      await hears(tag, 'hello')
    }
    await assert.rejects(move([`a:${tags[0]}`, `b:${tags[1]}`], ['next']), /CROSSSLOT/)
  })

  await t.test('a wrong password and an unknown authority are refused', async () => {
    const errors: string[] = []
    const stranger = connectRedis({ ...config, REDIS_PASSWORD: 'wrong' }, log)
    t.after(() => stranger.disconnect())
    stranger.on('node error', (error: Error) => errors.push(error.message))
    await until(() => errors.some((message) => message.includes('WRONGPASS')))
    assert.equal(await unlessAway(() => stranger.get('a')), undefined)
  })

  for (const [how, signal] of [
    ['killed', 'SIGKILL'],
    ['frozen', 'SIGSTOP'],
  ] as const)
    await t.test(
      `a master is ${how}: its commands are refused, and its replica goes on with all that was there`,
      async () => {
        const tag = tags.pop()!
        const master = await masterOf(`a:${tag}`)
        await letReplace(false)
        await until(() => set(tag, how), PATIENCE)
        const connection = redis.nodes('master').find(({ options }) => options.port === master.port)!
        await until(async () => (await connection.wait(1, 1_000)) === 1)
        master.process.kill(signal)
        await until(async () => (await set(tag, 'refused')) === undefined, PATIENCE)
        for (const other of tags) await until(() => set(other, 'served'), PATIENCE)
        await letReplace(true)
        const after = await until(() => unlessAway(() => redis.get(`a:${tag}`)), PATIENCE)
        // It may have come through in the last moment.
        assert.ok(['refused', how].includes(after), after)
        assert.notEqual((await masterOf(`a:${tag}`)).port, master.port)
        await hears(tag, `after one was ${how}`)
      },
    )
})
