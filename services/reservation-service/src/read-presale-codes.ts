import type { EntityManager } from '@mikro-orm/postgresql'
import type { PresaleCodes } from '@tiketi/contracts/presale'
import type { Caller } from '@tiketi/kit/access'
import { noPresale } from './enter-presale.ts'

/**
 * How many codes the presale of an event has, and how many people they let in.
 *
 * @throws Refusal 404 PRESALE_UNKNOWN, also when the event is somebody else's.
 */
export async function readPresaleCodes(em: EntityManager, caller: Caller, eventId: string): Promise<PresaleCodes> {
  await expectOwnPresale(em, caller, eventId)
  const [counted] = await em.execute<[PresaleCodes]>(
    `select count(*)::int as codes, coalesce(sum(people), 0)::bigint as people,
       coalesce(sum(entered), 0)::bigint as entered
     from presale_code where event_id = ?`,
    [eventId],
  )
  return counted
}

/** @throws Refusal 404 PRESALE_UNKNOWN, also when the event is somebody else's. */
export async function expectOwnPresale(em: EntityManager, { id, roles }: Caller, eventId: string): Promise<void> {
  const own = await em.execute<object[]>(
    `select from performance where event_id = ? and presale_id is not null and (organiser_id = ? or ?) limit 1`,
    [eventId, id, roles.includes('admin')],
  )
  if (own.length === 0) throw noPresale()
}
