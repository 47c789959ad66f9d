import type { EntityManager } from '@mikro-orm/postgresql'
import { giftUnknown, lockGift } from './gift.ts'

/** The giver takes an offer back. @throws Refusal 404 GIFT_UNKNOWN; 409 GIFT_TAKEN or GIFT_OVER. */
export async function withdrawGift(em: EntityManager, { id, personId }: { id: string; personId: string }) {
  const { gift, now } = await lockGift(em, id)
  if (gift.giverId !== personId) throw giftUnknown()
  gift.withdraw(now)
  await em.flush()
}
