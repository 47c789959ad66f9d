import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventData } from '@tiketi/contracts/events'
import type { GiftMailKind } from './mail.ts'
import { oweMail } from './owe-mail.ts'

/** Who withdraws an offer knows it, and a friend who has the link sees it there. */
export const GIFT_MAILS: Record<EventData<'gift.moved'>['state'], GiftMailKind[]> = {
  offered: ['gift-offered'],
  accepted: ['gift-accepted', 'gift-received'],
  withdrawn: [],
  lapsed: ['gift-lapsed'],
  returned: ['gift-returned'],
  void: ['gift-void'],
}

export async function oweGiftMails(em: EntityManager, { giftId, state }: EventData<'gift.moved'>): Promise<void> {
  for (const kind of GIFT_MAILS[state]) await oweMail(em, { reason: `${kind}:${giftId}`, kind, subjectId: giftId })
}
