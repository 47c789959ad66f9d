import { baseConfig, secret } from '@tiketi/kit/config'
import Type from 'typebox'

export const Config = Type.Object({
  ...baseConfig('auth'),
  /** The storefront's origin: only its pages may use the refresh cookie. */
  PUBLIC_URL: Type.String({ pattern: '^https?://' }),
  /** JSON list of the keys that sign access tokens. */
  SIGNING_KEYS: secret('signing-keys/auth'),
  /** Links in mails are derived from it; replacing it ends the links that are out. */
  MAIL_TOKEN_KEY: secret('mail-token-key', { minLength: 32 }),
})
export type Config = Type.Static<typeof Config>
