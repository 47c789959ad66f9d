import { baseConfig, secret } from '@tiketi/kit/config'
import Type from 'typebox'

export const Config = Type.Object({
  ...baseConfig('payment'),
  RESERVATION_URL: Type.String({ pattern: '^https?://' }),
  /** Where buyers come back to from the bank. */
  PUBLIC_URL: Type.String({ pattern: '^https?://' }),
  BANK_URL: Type.String({ pattern: '^https?://', default: 'https://api.tosspayments.com' }),
  BANK_SCRIPT_URL: Type.String({ pattern: '^https?://', default: 'https://js.tosspayments.com/v2/standard' }),
  BANK_CLIENT_KEY: Type.String({ pattern: '^(test|live)_' }),
  BANK_SECRET_KEY: secret('bank-secret-key', { pattern: '^(test|live)_' }),
  /** The bank documents none for confirm and cancel; within a minute it has decided. */
  BANK_TIMEOUT_MS: Type.Integer({ minimum: 100, maximum: 60_000, default: 30_000 }),
  /** An unsettled payment is looked at again after this long, should the process that works on it be gone. */
  SETTLE_LEASE_SECONDS: Type.Integer({ minimum: 1, maximum: 300, default: 15 }),
})
export type Config = Type.Static<typeof Config>
