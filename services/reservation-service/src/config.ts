import { baseConfig, secret } from '@tiketi/kit/config'
import Type from 'typebox'

export const Config = Type.Object({
  ...baseConfig('reservation'),
  EVENT_URL: Type.String({ pattern: '^https?://' }),
  /** Public keys of the waiting room, which signs passes. */
  PASS_JWKS_URL: Type.String({ pattern: '^https?://' }),
  /** Signs the codes that tickets show at the entrance. */
  TICKET_KEY: secret('ticket-key', { minLength: 32 }),
  HOLD_SECONDS: Type.Integer({ minimum: 1, maximum: 900, default: 480 }),
})
export type Config = Type.Static<typeof Config>
