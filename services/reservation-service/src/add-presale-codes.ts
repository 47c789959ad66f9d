import type { EntityManager } from '@mikro-orm/postgresql'
import type { AddPresaleCodes, PresaleCodes } from '@tiketi/contracts/presale'
import type { Caller } from '@tiketi/kit/access'
import { arrayOf } from '@tiketi/kit/array-of'
import { hashOfCode } from './presale-code.ts'
import { expectOwnPresale, readPresaleCodes } from './read-presale-codes.ts'

interface AddCodes extends AddPresaleCodes {
  eventId: string
}

/**
 * Adds codes to the presale of an event. Of a known one it changes how many it lets in, though never below who came.
 *
 * @throws Refusal 404 PRESALE_UNKNOWN, also when the event is somebody else's.
 */
export async function addPresaleCodes(
  em: EntityManager,
  caller: Caller,
  { eventId, codes }: AddCodes,
): Promise<PresaleCodes> {
  await expectOwnPresale(em, caller, eventId)
  // Sorted, so that two requests with the same codes meet in the same order; of a code that comes twice the last counts.
  const people = new Map(codes.map(({ code, people }) => [hashOfCode(eventId, code), people]))
  const sorted = [...people].toSorted(([a], [b]) => (a < b ? -1 : 1))
  await em.execute(
    `insert into presale_code as known (event_id, hash, people)
     select ?, decode(hash, 'hex'), people from unnest(?::text[], ?::int[]) as new (hash, people)
     on conflict (event_id, hash) do update set people = greatest(excluded.people, known.entered)`,
    [eventId, arrayOf(sorted.map(([hash]) => hash)), arrayOf(sorted.map(([, people]) => people))],
    'run',
  )
  return readPresaleCodes(em, caller, eventId)
}
