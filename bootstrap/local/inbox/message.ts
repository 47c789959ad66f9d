import { randomUUID } from 'node:crypto'
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser'

interface Attachment {
  filename: string
  contentType: string
  size: number
  /** Base64. */
  content: string
}

/** A mail that arrived. */
export interface Message {
  id: string
  receivedAt: string
  from: string
  /** The recipients that it was delivered to, as the envelope names them. */
  to: string[]
  subject: string
  messageId: string | null
  text: string
  html: string | null
  headers: Record<string, string>
  attachments: Attachment[]
}

/** Reads a mail as it came over the wire. */
export async function readMessage(source: Buffer, envelope: { from: string; to: string[] }): Promise<Message> {
  const mail = await simpleParser(source)
  return {
    id: randomUUID(),
    receivedAt: new Date().toISOString(),
    from: asText(mail.from) || envelope.from,
    to: envelope.to,
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? null,
    text: mail.text ?? '',
    html: mail.html || null,
    headers: headersOf(mail),
    attachments: mail.attachments.map(({ filename, contentType, size, content }, index) => ({
      filename: filename ?? `attachment-${index + 1}`,
      contentType,
      size,
      content: content.toString('base64'),
    })),
  }
}

const asText = (address: AddressObject | undefined) => address?.text ?? ''

/** Header lines by their name in lower case, unfolded but otherwise as written. */
function headersOf({ headerLines }: ParsedMail): Record<string, string> {
  return Object.fromEntries(
    headerLines.map(({ key, line }) => [
      key,
      line
        .slice(line.indexOf(':') + 1)
        .replace(/\r?\n\s+/g, ' ')
        .trim(),
    ]),
  )
}
