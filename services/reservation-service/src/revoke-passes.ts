import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventData } from '@tiketi/contracts/events'

/** Passes of a sale that were given before the instant hold no seats any more. An older word changes nothing. */
export async function revokePasses(
  em: EntityManager,
  { onSaleId, passesFrom }: EventData<'onsale.passes-revoked'>,
): Promise<void> {
  await em.execute(
    `insert into pass_revocation as known (on_sale_id, passes_from) values (?, ?)
     on conflict (on_sale_id) do update set passes_from = greatest(known.passes_from, excluded.passes_from)`,
    [onSaleId, passesFrom],
  )
}
