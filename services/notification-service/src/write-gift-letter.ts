import type { Contact } from '@tiketi/contracts/auth'
import type { GiftForMail } from '@tiketi/contracts/gift'
import type { GiftMailKind } from './mail.ts'
import { giftMail } from './mails/gift.ts'
import type { Composed } from './mails/layout.ts'
import { GIFT_MAILS } from './owe-gift-mails.ts'

interface WriteGiftLetter {
  kind: GiftMailKind
  id: string
  gift: GiftForMail
  publicUrl: string
}

/** What giver, receiver or a friend who has perhaps no account is told of a gift. */
export async function writeGiftLetter(
  contactOf: (userId: string) => Promise<Contact>,
  { kind, id, gift, publicUrl }: WriteGiftLetter,
): Promise<{ to: Pick<Contact, 'email' | 'locale'>; composed: Composed } | undefined> {
  // It is news only while this is how things stand.
  if (!GIFT_MAILS[gift.state].includes(kind)) return undefined
  const giver = await contactOf(gift.giverId)
  const write = (to: Pick<Contact, 'email' | 'locale'>, url: string) => ({
    to,
    composed: giftMail(kind, { locale: to.locale, giver: giver.name, gift, url: `${publicUrl}${url}` }),
  })
  if (kind === 'gift-offered')
    return gift.email === null
      ? undefined
      : write({ email: gift.email, locale: gift.locale }, `/gifts/${id}#token=${gift.token}`)
  if (kind === 'gift-received' || kind === 'gift-void') return write(await contactOf(gift.receiverId!), `/gifts/${id}`)
  return write(giver, `/orders/${gift.orderId}`)
}
