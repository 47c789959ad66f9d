import type { EntityManager } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import type { RedisClient } from '@tiketi/kit/redis'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import type { Place } from './place-ticket.ts'
import { step } from './step.ts'

/** Where the line has a person now. */
export interface Present {
  /** 0 while there is none. */
  number: number
  /** The device that has the place. */
  device: string
}

/**
 * Asks the line where these people stand, and puts those back whose tickets are of an epoch that was lost.
 *
 * @returns in the order of the places; nothing when the line is lost itself.
 */
export async function presentPlaces(
  em: EntityManager,
  redis: RedisClient,
  { line, places }: { line: Line; places: Place[] },
): Promise<Present[] | undefined> {
  const { epoch } = line.seen
  const old = await oldNumbers(em, line, places)
  const k = lineKeys(line.id, epoch)
  const reply = (await step(redis, 'present')(
    [k.line, k.places, k.devices, k.gathering, k.returning],
    [epoch, ...places.flatMap(({ personId, device }) => [personId, device, old.get(personId) ?? 0])],
  )) as 'LOST' | (number | string)[]
  if (reply === 'LOST') return undefined
  return places.map((_, at) => ({ number: Number(reply[2 * at]), device: String(reply[2 * at + 1]) }))
}

/** What the tickets of earlier epochs are worth: their numbers, or the rank in the draw, unless they led in already. */
async function oldNumbers(em: EntityManager, line: Line, places: Place[]): Promise<Map<string, number | 'arrived'>> {
  const old = places.filter(({ epoch }) => epoch < line.seen.epoch)
  const numbers = new Map<string, number | 'arrived'>()
  for (const { personId, number } of old) if (number > 0) numbers.set(personId, number)
  const waited = old.flatMap(({ personId, number }) => (number === 0 ? [personId] : []))
  if (waited.length > 0) {
    const entries = new Map((await entriesOf(em, line.id, waited)).map((entry) => [entry.personId, entry]))
    for (const personId of waited) {
      const entry = entries.get(personId)
      if (!entry) numbers.set(personId, 'arrived')
      else if (entry.rank && !entry.left) numbers.set(personId, entry.rank)
    }
  }
  const proved = [...numbers.values()].filter((number) => number !== 'arrived')
  if (proved.length === 0) return numbers
  const admitted = await em.execute<{ personId: string }[]>(
    `select person_id as "personId" from queue.admission where on_sale_id = ? and number = any(?::bigint[])`,
    [line.id, arrayOf(proved)],
  )
  for (const { personId } of admitted) numbers.delete(personId)
  return numbers
}

function entriesOf(
  em: EntityManager,
  onSaleId: string,
  persons: string[],
): Promise<{ personId: string; rank: number | null; left: boolean }[]> {
  return em.execute(
    `select person_id as "personId", rank, left_at is not null as left from queue.lobby_entry
     where on_sale_id = ? and person_id = any(?::uuid[])`,
    [onSaleId, arrayOf(persons)],
  )
}
