import type { RedisClient } from '@tiketi/kit/redis'
import { storeAway } from '@tiketi/kit/store-away'
import { admit } from './admit.ts'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import { calledTotal, measureLine } from './metrics.ts'
import { type PlaceParts, tellPlaces } from './tell-places.ts'

/** A line's tenth of a second at this replica: people are called, if no other replica has just done so, and told. */
export async function tick(parts: PlaceParts, line: Line): Promise<void> {
  const { redis } = parts
  try {
    if (line.isDue()) await callNext(redis, line)
    else line.tell()
    await tellPlaces(parts, line)
    await tellCalled(redis, line)
  } catch (error) {
    line.lose()
    if (!storeAway(error)) throw error
  }
}

async function callNext(redis: RedisClient, line: Line): Promise<void> {
  const admitted = await admit(redis, { onSaleId: line.id, seen: line.seen })
  if (!admitted) return line.miss()
  line.apply(admitted.snapshot)
  line.seatsWanted ||= admitted.seatsWanted
  if (admitted.called > 0) calledTotal.inc({ on_sale: line.id }, admitted.called)
  measureLine(line.id, admitted.snapshot)
}

/** Looks up until when the called people who listen here may claim: as many questions as people called, in one go. */
async function tellCalled(redis: RedisClient, line: Line): Promise<void> {
  if (line.lost) return
  const numbers = line.audience.takeUntold()
  if (numbers.length === 0) return
  const { called, inside } = lineKeys(line.id, line.seen.epoch)
  try {
    const [calls, passes] = await Promise.all([redis.zmscore(called, numbers), redis.zmscore(inside, numbers)])
    numbers.forEach((number, at) => {
      const end = calls[at] ?? passes[at]
      if (end) line.audience.tellCalled(number, Number(end))
    })
  } catch (error) {
    line.audience.advance(0, line.seen.watermark)
    throw error
  }
}
