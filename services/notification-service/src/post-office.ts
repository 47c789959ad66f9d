import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import nodemailer from 'nodemailer'

export interface Letter {
  to: string
  subject: string
  text: string
  html: string
  messageId: string
}

/** The address does not exist or does not want us: no further try. */
export class AddressRefused extends Error {}

export interface PostOffice {
  /**
   * Hands a letter over.
   * @throws AddressRefused when it can never be delivered; any other error means that it may be tried again.
   */
  send(letter: Letter): Promise<void>
  close(): void
}

/** Mails by a mail server when one is configured, else by Amazon SES, whose own list suppresses bounces and complaints. */
export function openPostOffice({ SMTP_URL, MAIL_FROM }: { SMTP_URL?: string; MAIL_FROM: string }): PostOffice {
  const waits = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 15_000 }
  const transport = SMTP_URL
    ? nodemailer.createTransport({ url: SMTP_URL, ...waits, pool: true, maxConnections: 4 })
    : nodemailer.createTransport({ SES: { sesClient: new SESv2Client({}), SendEmailCommand } })
  return {
    async send(letter) {
      try {
        await transport.sendMail({ from: MAIL_FROM, ...letter, headers: { 'Auto-Submitted': 'auto-generated' } })
      } catch (error) {
        const { responseCode, command } = error as { responseCode?: number; command?: string }
        // 5xx to RCPT is about the address; 5xx to anything else may be about us (RFC 5321 §4.2.1).
        if (responseCode && responseCode >= 550 && responseCode <= 553 && command === 'RCPT TO')
          throw new AddressRefused((error as Error).message)
        throw error
      }
    },
    close: () => transport.close(),
  }
}

/** The domain of a sender such as `Tiketi <tickets@tiketi.com>`. */
export function domainOf(from: string): string {
  return /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost'
}
