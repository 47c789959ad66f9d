import type { EntityManager } from '@mikro-orm/postgresql'
import { giftUnknown, lockGift, renewCode, tellGifts } from './gift.ts'
import { isGiftToken } from './gift-token.ts'

interface AcceptGift {
  id: string
  personId: string
  token: string
  ticketKey: string
}

/**
 * Whoever has the link takes the ticket: it is theirs, and the giver's code is worth nothing.
 *
 * @throws Refusal 404 GIFT_UNKNOWN; 409 GIFT_OWN, GIFT_TAKEN or GIFT_OVER.
 */
export async function acceptGift(em: EntityManager, { id, personId, token, ticketKey }: AcceptGift): Promise<void> {
  if (!isGiftToken(token, id, ticketKey)) throw giftUnknown()
  const { gift, now } = await lockGift(em, id)
  gift.accept(personId, now)
  await em.flush()
  await renewCode(em, gift)
  await tellGifts(em, [gift])
}
