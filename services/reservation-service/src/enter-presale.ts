import type { EntityManager } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'
import { hashOfCode } from './presale-code.ts'

interface EnterPresale {
  eventId: string
  personId: string
  code: string
}

/**
 * Lets a person into the presale of an event by a code. Whoever is in stays in, and uses up no other code.
 *
 * @throws Refusal 403 PRESALE_CODE_WRONG; 404 PRESALE_UNKNOWN; 409 PRESALE_CODE_USED_UP or PRESALE_OVER.
 */
export async function enterPresale(em: EntityManager, { eventId, personId, code }: EnterPresale): Promise<void> {
  await expectPresale(em, eventId)
  const hash = hashOfCode(eventId, code)
  // First, so that the same person in two windows waits for themselves here.
  const entries = await em.execute<object[]>(
    `insert into presale_entry (event_id, person_id, code_hash) values (?, ?, decode(?, 'hex'))
     on conflict do nothing returning true`,
    [eventId, personId, hash],
  )
  if (entries.length === 0) return
  const [found] = await em.execute<{ entered: boolean }[]>(
    `with used as (
       update presale_code set entered = entered + 1
       where event_id = ? and hash = decode(?, 'hex') and entered < people returning true)
     select exists (select from used) as entered from presale_code where event_id = ? and hash = decode(?, 'hex')`,
    [eventId, hash, eventId, hash],
  )
  if (!found) throw new Refusal('PRESALE_CODE_WRONG', 403, 'This code is not known for this presale.')
  if (!found.entered)
    throw new Refusal('PRESALE_CODE_USED_UP', 409, 'This code has let in as many people as it was made for.')
}

async function expectPresale(em: EntityManager, eventId: string): Promise<void> {
  const [presale] = await em.execute<[{ over: boolean | null }]>(
    `select bool_and(o.closes_at <= now() or o.cancelled) as over
     from performance p join on_sale o on o.id = p.presale_id where p.event_id = ?`,
    [eventId],
  )
  if (presale.over === null) throw noPresale()
  if (presale.over) throw new Refusal('PRESALE_OVER', 409, 'This presale is over.')
}

/** For buyers and organisers alike. */
export function noPresale(): Refusal {
  return new Refusal('PRESALE_UNKNOWN', 404, 'There is no such presale.')
}
