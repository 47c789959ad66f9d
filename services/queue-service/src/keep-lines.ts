import type { MikroORM } from '@mikro-orm/postgresql'
import type { Log } from '@tiketi/kit/log'
import type { RedisClient } from '@tiketi/kit/redis'
import { storeAway } from '@tiketi/kit/store-away'
import type { Beacon } from './beacon.ts'
import { bringTerms } from './bring-terms.ts'
import { giveNumbers } from './give-numbers.ts'
import { keepDraw, notePlaced } from './keep-draw.ts'
import type { Line } from './line.ts'
import type { Lines } from './lines.ts'
import { NUMBERS_AT_ONCE, reserveNumbers } from './reserve-numbers.ts'
import { restoreLine } from './restore-line.ts'

interface KeepLines {
  orm: MikroORM
  redis: RedisClient
  lines: Lines
  beacon: Beacon
  log: Log
}

/** Keeps lines in step with PostgreSQL: on-sales come and change, lost lines are restored, numbers are set aside,
 * lobbies close and are drawn. */
export async function keepLines({ lines, ...parts }: KeepLines): Promise<void> {
  const { orm, log } = parts
  const complain = (error: Error) => {
    // The ticks say that a store is away; lines go on with what they know.
    if (!storeAway(error)) log.error({ err: error }, 'lines are not kept in step')
  }
  await lines.refresh(orm.em.fork()).catch(complain)
  // Side by side: a draw that waits for its beacon holds no other line up.
  await Promise.all([...lines].map((line) => keepLine({ line, ...parts }).catch(complain)))
}

async function keepLine({ orm, redis, line, beacon, log }: Omit<KeepLines, 'lines'> & { line: Line }): Promise<void> {
  if (line.lost || line.seen.epoch === 0) return restoreLine(orm.em.fork(), redis, { line, beacon, log })
  const { snapshot, sale, seen } = line
  if (!snapshot) return
  if (snapshot.version < sale.termsVersion) await bringTerms(redis, line)
  if (snapshot.ceiling - snapshot.last < NUMBERS_AT_ONCE / 2)
    await reserveNumbers(orm.em.fork(), redis, { onSaleId: line.id, epoch: seen.epoch, ceiling: snapshot.ceiling })
  if (!snapshot.drawn) await keepDraw(orm.em.fork(), redis, { line, beacon })
  else if (snapshot.gathering) await giveNumbers(orm.em.fork(), redis, line)
  else if (!line.placed) await notePlaced(orm.em.fork(), line)
}
