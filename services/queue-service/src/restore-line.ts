import type { EntityManager } from '@mikro-orm/postgresql'
import type { Log } from '@tiketi/kit/log'
import type { RedisClient } from '@tiketi/kit/redis'
import { type Admission, liveAdmissions } from './admission.ts'
import type { Beacon } from './beacon.ts'
import { closeLobby } from './close-lobby.ts'
import type { Draw } from './draw.ts'
import type { Line, Seen } from './line.ts'
import { lineKeys } from './line-keys.ts'
import { OnSale } from './on-sale.ts'
import { NUMBERS_AT_ONCE } from './reserve-numbers.ts'
import { step } from './step.ts'

/** So long everybody may come back before anybody is called in a line that lost its memory. */
const PAUSE_MS = 60_000
const LOCK_MS = 5_000
const PEOPLE_AT_ONCE = 500

/**
 * Gives a line its memory back: the first one of a new on-sale, or a new epoch after a loss. The new epoch begins above
 * every number that was ever given, knows who is inside by their unexpired passes, and calls nobody for a minute, in which
 * the tickets of the old one are put in their order again.
 */
export async function restoreLine(
  em: EntityManager,
  redis: RedisClient,
  { line, beacon, log }: { line: Line; beacon: Beacon; log: Log },
): Promise<void> {
  const sale = await em.findOneOrFail(OnSale, line.id, { refresh: true })
  line.sale = sale
  if (sale.isOver(Date.now())) return
  const memory = await readMemory(redis, line.id)
  if (isWhole(memory, sale, line.seen)) return line.adopt(sale.epoch)

  // Without the lock nothing would go wrong, but several replicas would each begin an epoch.
  const lock = `queue:{${line.id}}:restoring`
  if ((await redis.set(lock, '1', 'PX', LOCK_MS, 'NX')) !== 'OK') return
  try {
    const draw = await closeLobby(em, beacon, line.id)
    const begun = await beginEpoch(em, redis, { sale, memory, draw })
    if (begun.epoch === 1) log.info({ onSaleId: line.id, ...begun }, 'a line begins')
    else log.warn({ onSaleId: line.id, ...begun }, 'a lost line begins anew')
    line.adopt(begun.epoch)
  } finally {
    await redis.del(lock)
  }
}

async function readMemory(redis: RedisClient, onSaleId: string): Promise<Seen> {
  const [epoch, last, watermark] = await redis.hmget(lineKeys(onSaleId, 0).line, 'epoch', 'last', 'watermark')
  return { epoch: Number(epoch ?? 0), last: Number(last ?? 0), watermark: Number(watermark ?? 0) }
}

function isWhole(memory: Seen, sale: OnSale, seen: Seen): boolean {
  if (memory.epoch === 0 || memory.epoch !== sale.epoch) return false
  return seen.epoch !== memory.epoch || (memory.last >= seen.last && memory.watermark >= seen.watermark)
}

interface BeginEpoch {
  sale: OnSale
  memory: Seen
  draw: Draw | undefined
}

async function beginEpoch(em: EntityManager, redis: RedisClient, { sale, memory, draw }: BeginEpoch) {
  // Committed before Redis hears of it: whatever dies now, no number above the old ones is given twice.
  const [{ epoch, base }] = await em.execute<[{ epoch: number; base: number }]>(
    `update queue.on_sale set
       epoch = greatest(epoch, ?) + 1, numbers_reserved = greatest(numbers_reserved, ?) + ?
     where id = ? returning epoch, numbers_reserved - ? as base`,
    [memory.epoch, memory.last, NUMBERS_AT_ONCE, sale.id, NUMBERS_AT_ONCE],
  )
  const inside = await liveAdmissions(em, sale.id)
  await bringInside(redis, sale.id, epoch, inside)
  await step(redis, 'seed')(
    [lineKeys(sale.id, epoch).line],
    [
      epoch,
      base,
      base + NUMBERS_AT_ONCE,
      sale.seats,
      epoch === 1 || !draw ? 0 : PAUSE_MS,
      draw?.placedAt ? 1 : 0,
      draw?.size ?? (await lobbySize(em, sale.id)),
      ...sale.terms(),
    ],
  )
  const { line: _, ...old } = lineKeys(sale.id, memory.epoch)
  await redis.unlink(Object.values(old))
  return { epoch, base, inside: inside.length }
}

async function lobbySize(em: EntityManager, onSaleId: string): Promise<number> {
  const [row] = await em.execute<[{ people: number }]>(
    'select count(*)::int as people from queue.lobby_entry where on_sale_id = ?',
    [onSaleId],
  )
  return row.people
}

/** People keep their place inside under their old number, which no new epoch gives again. */
async function bringInside(redis: RedisClient, onSaleId: string, epoch: number, admissions: Admission[]) {
  const keys = lineKeys(onSaleId, epoch)
  for (let from = 0; from < admissions.length; from += PEOPLE_AT_ONCE) {
    const some = admissions.slice(from, from + PEOPLE_AT_ONCE)
    await Promise.all([
      redis.hset(keys.places, Object.fromEntries(some.map(({ personId, number }) => [personId, number]))),
      redis.zadd(keys.inside, ...some.flatMap(({ expiresAt, number }) => [expiresAt.getTime(), number])),
      redis.hset(keys.passes, Object.fromEntries(some.map(({ number, pass }) => [number, pass]))),
    ])
  }
}
