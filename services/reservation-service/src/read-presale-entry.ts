import type { EntityManager } from '@mikro-orm/postgresql'
import type { PresaleEntry } from '@tiketi/contracts/presale'

/** Whether a person has entered the presale of an event, which is told by its id or by that of one of its presales. */
export async function readPresaleEntry(
  em: EntityManager,
  { of, personId }: { of: { eventId: string } | { onSaleId: string }; personId: string },
): Promise<PresaleEntry> {
  const [entry] = await em.execute<[PresaleEntry]>(
    `select exists (select from presale_entry where person_id = ? and event_id = ${
      'eventId' in of ? '?' : '(select event_id from performance where presale_id = ? limit 1)'
    }) as entered`,
    [personId, 'eventId' in of ? of.eventId : of.onSaleId],
  )
  return entry
}
