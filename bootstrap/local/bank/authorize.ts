import { BankError } from './errors.ts'
import type { Switches } from './switches.ts'

/**
 * Checks `Authorization: Basic base64(secretKey + ':')` and returns the secret key
 * (https://docs.tosspayments.com/reference/using-api/authorization).
 */
export function authorize(
  header: string | undefined,
  keys: { secretKey: string; clientKey: string },
  switches: Switches,
): string {
  if (!header) throw new BankError(switches.noAuthorization)
  const [scheme, encoded = ''] = header.split(' ')
  const [key, password] = Buffer.from(encoded, 'base64').toString().split(':')
  if (scheme?.toLowerCase() !== 'basic' || password !== '') throw new BankError('INCORRECT_BASIC_AUTH_FORMAT')
  if (key === keys.clientKey) throw new BankError('INVALID_API_KEY')
  if (key !== keys.secretKey) throw new BankError('UNAUTHORIZED_KEY')
  return key
}
