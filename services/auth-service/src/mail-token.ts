import { createHmac, timingSafeEqual } from 'node:crypto'
import { Refusal } from '@tiketi/kit/refusal'

type Purpose = 'verify' | 'reset'

/**
 * The secret in a mail's link. It is derived from what it is for whenever it is needed, so that neither an event nor a
 * table holds one. Whether it was used or has expired, its account or its reset knows.
 */
export interface MailTokens {
  /** @param id of the account that asks to be verified, or of the reset. */
  derive(purpose: Purpose, id: string): string
  /**
   * The id that the token was derived from.
   * @throws Refusal 400 LINK_INVALID when it was not, or not for this purpose.
   */
  read(token: string, purpose: Purpose): string
}

export function mailTokens(key: string): MailTokens {
  const mac = (purpose: Purpose, id: string) =>
    createHmac('sha256', key).update(`tiketi mail token\n${purpose}\n${id}`).digest()

  return {
    derive: (purpose, id) => `${id}.${mac(purpose, id).toString('base64url')}`,
    read(token, purpose) {
      const [id = '', proof = ''] = token.split('.')
      const given = Buffer.from(proof, 'base64url')
      const right = mac(purpose, id)
      if (given.length !== right.length || !timingSafeEqual(given, right)) throw linkInvalid()
      return id
    },
  }
}

export function linkInvalid(): Refusal {
  return new Refusal('LINK_INVALID', 400, 'This link is not valid. Please open it from the newest mail.')
}
