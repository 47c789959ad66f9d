import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { until } from '@tiketi/kit/testing'
import { Redis } from 'ioredis'
import { personOf } from '../../proof/buyers.ts'
import { redisBenchmark } from '../../tools.ts'
import { between, weighed } from '../between.ts'
import { CONNECTIONS, drive, type Question } from '../drive.ts'
import type { Ground } from '../ground.ts'
import type { Row } from '../row.ts'

const WARM_UP = 1_000
const AMOUNT = 8_000
const BY_REDIS = 60_000
const SAMPLE = 100_000_000_001
const OURS = 220_000_000_000
const SCRIPT = new URL('../../../services/queue-service/src/join.lua', import.meta.url)

export const joinLine: Row = {
  name: 'join',
  title: 'joining the line, beside its script by redis-benchmark',
  goal: 0.06,
  async measure(ground) {
    const { system, origin } = ground
    const command = await commandOf(ground)
    const limit = async (amount = BY_REDIS / 2) => {
      const load = ['-p', String(ground.redisPort), '-c', String(CONNECTIONS), '-n', String(amount), '-r', '1000000000']
      const { stdout } = await promisify(execFile)(await redisBenchmark(), [...load, '--csv', ...command])
      return Number(/^"[^"]*","([\d.]+)"/m.exec(stdout.trim().split('\n').at(-1)!)![1])
    }
    const questions = await Promise.all(Array.from({ length: WARM_UP + AMOUNT }, (_, at) => joining(ground, OURS + at)))
    const ask = (amount: number) =>
      drive({ origin: origin('queue'), question: () => questions.shift()!, amount, status: 200 })
    await limit(WARM_UP)
    await ask(WARM_UP)
    return between(limit, () => weighed(system.pid('queue'), AMOUNT, () => ask(AMOUNT)))
  },
}

async function joining({ buyer, hall }: Ground, number: number): Promise<Question> {
  const headers = { authorization: `Bearer ${(await buyer(number)).token}` }
  return { method: 'POST', path: `/api/queue/on-sales/${hall.onSaleId}/entries`, headers }
}

/** What one join sends, on a copy of the line that has numbers for everybody. */
async function commandOf(ground: Ground): Promise<string[]> {
  const { hall, origin, redisPort } = ground
  const sha = createHash('sha1').update(readFileSync(SCRIPT)).digest('hex')
  await using connections = new AsyncDisposableStack()
  const connect = () => connections.adopt(new Redis({ port: redisPort }), (redis) => redis.disconnect())
  const redis = connect()
  const monitor = connections.adopt(await connect().monitor(), (redis) => redis.disconnect())
  let seen: string[] | undefined
  monitor.on('monitor', (_time: string, args: string[]) => {
    if (args[1] === sha && args.includes(personOf(SAMPLE))) seen = args
  })
  await drive({ origin: origin('queue'), question: await joining(ground, SAMPLE), amount: 1, status: 200 })
  const sent = await until(() => seen)

  const line = sent.find((arg) => arg.endsWith(':line'))!
  const copied = (arg: string) => arg.replace(hall.onSaleId, 'copy')
  await redis.copy(line, copied(line))
  await redis.hset(copied(line), 'ceiling', 1_000_000_000)
  return sent.map((arg) => (arg === personOf(SAMPLE) ? personOf(0).replace(/0$/, '__rand_int__') : copied(arg)))
}
