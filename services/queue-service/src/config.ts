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
})
export type Config = Type.Static<typeof Config>
