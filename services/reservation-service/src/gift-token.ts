import { createHmac, timingSafeEqual } from 'node:crypto'

/** What the link of a gift ends with. It is made anew whenever it is needed, so it is stored nowhere. */
export function giftToken(giftId: string, key: string): string {
  return createHmac('sha256', key)
    .update('tiketi gift G1')
    .update(giftId)
    .digest()
    .subarray(0, 16)
    .toString('base64url')
}

export function isGiftToken(token: string, giftId: string, key: string): boolean {
  const [given, right] = [Buffer.from(token), Buffer.from(giftToken(giftId, key))]
  return given.length === right.length && timingSafeEqual(given, right)
}
