import type { MikroORM } from '@mikro-orm/postgresql'
import type { Log } from '@tiketi/kit/log'
import type { RedisClient } from '@tiketi/kit/redis'
import { storeAway } from '@tiketi/kit/store-away'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import type { Lines } from './lines.ts'
import { NUMBERS_AT_ONCE, reserveNumbers } from './reserve-numbers.ts'
import { restoreLine } from './restore-line.ts'
import { step } from './step.ts'

interface KeepLines {
  orm: MikroORM
  redis: RedisClient
  lines: Lines
  log: Log
}

/** Keeps lines in step with PostgreSQL: on-sales come and change, lost lines are restored, numbers are set aside. */
export async function keepLines({ orm, redis, lines, log }: KeepLines): Promise<void> {
  const complain = (error: Error) => {
    // The ticks say that a store is away; lines go on with what they know.
    if (!storeAway(error)) log.error({ err: error }, 'lines are not kept in step')
  }
  await lines.refresh(orm.em.fork()).catch(complain)
  for (const line of lines) await keepLine({ orm, redis, line, log }).catch(complain)
}

async function keepLine({ orm, redis, line, log }: Omit<KeepLines, 'lines'> & { line: Line }): Promise<void> {
  if (line.lost || line.seen.epoch === 0) return restoreLine(orm.em.fork(), redis, line, log)
  const { snapshot, sale, seen } = line
  if (!snapshot) return
  if (snapshot.version < sale.version) await bringTerms(redis, line)
  if (snapshot.ceiling - snapshot.last < NUMBERS_AT_ONCE / 2)
    await reserveNumbers(orm.em.fork(), redis, { onSaleId: line.id, epoch: seen.epoch, ceiling: snapshot.ceiling })
}

async function bringTerms(redis: RedisClient, line: Line): Promise<void> {
  const { sale, seen } = line
  const { opensAt, closesAt } = sale.window()
  await step(redis, 'terms')(Object.values(lineKeys(line.id, seen.epoch)), [
    seen.epoch,
    sale.version,
    opensAt,
    closesAt,
    sale.admissionsPerSecond,
  ])
  line.wake()
}
