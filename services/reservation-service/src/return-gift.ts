import type { EntityManager } from '@mikro-orm/postgresql'
import { giftUnknown, lockGift, renewCode, tellGifts } from './gift.ts'

/**
 * The receiver gives the ticket back to its buyer, who alone can be refunded for it.
 *
 * @throws Refusal 404 GIFT_UNKNOWN; 409 GIFT_OVER.
 */
export async function returnGift(em: EntityManager, { id, personId }: { id: string; personId: string }): Promise<void> {
  const { gift, now } = await lockGift(em, id)
  if (gift.receiverId !== personId) throw giftUnknown()
  gift.giveBack(now)
  await em.flush()
  await renewCode(em, gift)
  await tellGifts(em, [gift])
}
