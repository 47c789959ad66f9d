import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { testRedis } from '@tiketi/kit/testing'
import { Redis } from 'ioredis'
import { admit } from '../src/admit.ts'
import { lineKeys } from '../src/line-keys.ts'
import { step } from '../src/step.ts'

const HOUR = 3_600_000

/** A line of its own in a Redis of its own: open for a minute, its seats known, nobody in it. */
export async function bareLine(t: TestContext, fields: Record<string, number> = {}) {
  const server = await testRedis(t)
  const connect = () => {
    const client = new Redis(server.url)
    t.after(() => client.disconnect())
    return client
  }
  const redis = connect()
  const onSaleId = randomUUID()
  const keys = lineKeys(onSaleId, 1)
  const now = Date.now()
  await step(redis, 'seed')(
    [keys.line],
    [1, 0, 1_000_000, 5_000, 0, 1, 0, 1, now - 60_000, now + HOUR, 1_000, 0, 0, -1, 0],
  )
  await redis.hset(keys.line, { seatsAt: now + HOUR, ...fields })

  return {
    redis,
    connect,
    keys,
    onSaleId,
    /** A run of admit.lua that no other shortly before makes needless. */
    async run(client = redis) {
      const admitted = await admit(client, { onSaleId, seen: { epoch: 1, last: 0, watermark: 0 }, togetherMs: 0 })
      if (!admitted) throw new Error('The line is lost.')
      return admitted
    },
    /** The same, with calls to spare. */
    async admit(client = redis) {
      await redis.hset(keys.line, { tokens: 1e12 })
      return this.run(client)
    },
    async join(person: string = randomUUID()) {
      return (await step(redis, 'join')(
        [keys.line, keys.places, keys.called, keys.inside, keys.missed, keys.returning, keys.gathering],
        [1, 0, person],
      )) as [outcome: string, number: number]
    },
    /** So many people, whose ids say in which order they came. */
    async crowd(people: number) {
      return Promise.all(Array.from({ length: people }, (_, at) => this.join(`person ${at + 1}`)))
    },
    leave(number: number, person = `person ${number}`) {
      const k = keys
      return step(redis, 'leave')(
        [
          k.line,
          k.places,
          k.left,
          k.called,
          k.inside,
          k.holding,
          k.passes,
          k.missed,
          k.returning,
          k.recalled,
          k.gathering,
        ],
        [1, person, number],
      )
    },
    async claim(number: number, pass?: { pass: string; until: number }) {
      const k = keys
      return (await step(redis, 'claim')(
        [k.line, k.places, k.called, k.inside, k.passes, k.missed, k.returning, k.recalled],
        [1, `person ${number}`, number, ...(pass ? [pass.pass, pass.until] : [])],
      )) as [outcome: string, value?: string | number, isNew?: number]
    },
    async called() {
      return (await redis.zrange(keys.called, 0, '-1')).map(Number).toSorted((a, b) => a - b)
    },
    /** Lets the calls of these people run out. */
    runOut(...numbers: number[]) {
      return Promise.all(numbers.map((number) => redis.zadd(keys.called, 1, String(number))))
    },
  }
}

export const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)
