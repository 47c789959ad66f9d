import { mailToken } from '../account/mail-token.ts'

const slotOf = (giftId: string) => `tiketi.gift.${giftId}`

/** What the link of a gift ends with, kept while its reader logs in, perhaps by a mail that opens another tab. */
export function giftTokenOf(giftId: string): string | null {
  const token = mailToken()
  if (token) localStorage.setItem(slotOf(giftId), token)
  return token || localStorage.getItem(slotOf(giftId))
}

export function forgetGiftToken(giftId: string) {
  localStorage.removeItem(slotOf(giftId))
}
