import type { EntityManager } from '@mikro-orm/postgresql'
import { publish } from '@tiketi/kit/publish'
import type { Event } from './event.ts'
import type { Performance } from './performance.ts'

/**
 * Tells everybody that an event and all that belongs to it changed. Performances and sales change with their event only,
 * so its version is theirs too.
 */
export async function announceEvent(
  em: EntityManager,
  { id: eventId, version }: Event,
  performances: Performance[],
): Promise<void> {
  for (const { id: performanceId, onSale, presale } of performances) {
    await publish(em, 'performance.published', { performanceId, version })
    await publish(em, 'onsale.changed', { onSaleId: onSale.id, version })
    if (presale) await publish(em, 'onsale.changed', { onSaleId: presale.id, version })
  }
  await publish(em, 'event.changed', { eventId, version })
}
