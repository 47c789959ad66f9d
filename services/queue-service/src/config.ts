import { baseConfig, secret } from '@tiketi/kit/config'
import Type from 'typebox'

export const Config = Type.Object({
  ...baseConfig('queue'),
  EVENT_URL: Type.String({ pattern: '^https?://' }),
  RESERVATION_URL: Type.String({ pattern: '^https?://' }),
  /** Signs passes. */
  SIGNING_KEYS: secret('signing-keys/queue'),
  /** Comma-separated; the first signs place tickets, all verify. */
  PLACE_KEY: secret('place-key', { minLength: 32 }),
  /** Where the randomness of draws comes from: relays of drand, comma-separated, or `local` for a stand-in that proves nothing. */
  BEACON_URL: Type.String({
    default: 'https://api.drand.sh,https://drand.cloudflare.com',
    pattern: '^(local$|https?://)',
  }),
})
export type Config = Type.Static<typeof Config>
