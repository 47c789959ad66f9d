import { Email } from '@tiketi/contracts/schema'
import { Refusal } from '@tiketi/kit/refusal'
import { Check } from 'typebox/value'

/**
 * The one spelling under which an address is stored, looked up and mailed to.
 * @throws Refusal 400 when that is no address any more.
 */
export function normaliseEmail(email: string): string {
  const normalised = email.normalize('NFKC').trim().toLowerCase()
  if (!Check(Email, normalised))
    throw new Refusal('INVALID', 400, 'Something in the request is missing or wrong.', {
      fields: [{ path: 'body.email', message: 'is not an e-mail address' }],
    })
  return normalised
}
