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
  /** Google, or who stands in for it. */
  GOOGLE_ISSUER: Type.String({ pattern: '^https?://', default: 'https://accounts.google.com' }),
  /** Without these two nobody is offered to log in with Google. */
  GOOGLE_CLIENT_ID: Type.Optional(Type.String({ minLength: 1 })),
  GOOGLE_CLIENT_SECRET: Type.Optional(secret('google-client-secret')),
})
export type Config = Type.Static<typeof Config>
