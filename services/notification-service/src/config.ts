import { baseConfig, secret } from '@tiketi/kit/config'
import Type from 'typebox'

export const Config = Type.Object({
  ...baseConfig('notification'),
  AUTH_URL: Type.String({ pattern: '^https?://' }),
  RESERVATION_URL: Type.String({ pattern: '^https?://' }),
  /** Where the links in mails lead. */
  PUBLIC_URL: Type.String({ pattern: '^https?://' }),
  MAIL_FROM: Type.String({ default: 'Tiketi <tickets@tiketi.com>' }),
  /** A mail server to hand mails to; without one they go by Amazon SES. */
  SMTP_URL: Type.Optional(secret('smtp-url', { pattern: '^smtps?://' })),
})
export type Config = Type.Static<typeof Config>
