import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import { inboxRoutes } from './inbox-routes.ts'
import { Mailbox } from './mailbox.ts'
import { listenSmtp } from './smtp.ts'
import { SmtpScript } from './smtp-script.ts'

export interface InboxOptions {
  /** Where it listens; without it only on this machine. */
  host?: string
  /** 0 or nothing: any free one. */
  httpPort?: number
  smtpPort?: number
  /** Where the mails are kept; without it they end with the process. */
  dataFile?: string
}

export interface Inbox {
  /** `http://127.0.0.1:<port>`: the page and the JSON. */
  url: string
  /** `smtp://127.0.0.1:<port>` */
  smtpUrl: string
  close(): Promise<void>
}

/** Starts a mail server that delivers nothing: whatever is sent to it can be read on its page. */
export async function createInbox({
  host = '127.0.0.1',
  httpPort = 0,
  smtpPort = 0,
  dataFile,
}: InboxOptions = {}): Promise<Inbox> {
  const mailbox = new Mailbox(dataFile)
  const script = new SmtpScript()
  const app = fastify({
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  })
  await inboxRoutes(app, mailbox, script)

  let smtp: Awaited<ReturnType<typeof listenSmtp>> | undefined
  async function close() {
    await Promise.all([app.close(), smtp?.close()])
    mailbox.close()
  }
  try {
    await app.listen({ host, port: httpPort })
    smtp = await listenSmtp(mailbox, script, { host, port: smtpPort })
  } catch (error) {
    await close()
    throw error
  }
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    close,
  }
}
