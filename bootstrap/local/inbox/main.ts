import { createInbox } from './inbox.ts'

/** The inbox as a process of its own, set up by its environment. */
const { INBOX_HOST, INBOX_PORT = '8082', INBOX_SMTP_PORT = '1025', INBOX_DATA_FILE } = process.env

function stop(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}

const inbox = await createInbox({
  httpPort: Number(INBOX_PORT),
  smtpPort: Number(INBOX_SMTP_PORT),
  ...(INBOX_HOST && { host: INBOX_HOST }),
  ...(INBOX_DATA_FILE && { dataFile: INBOX_DATA_FILE }),
}).catch((error) =>
  stop(
    error.code === 'EADDRINUSE'
      ? `Port ${error.port} is taken, so the inbox cannot start. Set ${error.port === Number(INBOX_PORT) ? 'INBOX_PORT' : 'INBOX_SMTP_PORT'} to another one.`
      : `The inbox cannot start: ${error.message}`,
  ),
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => inbox.close().then(() => process.exit(0)))
}
console.log(`Inbox: ${inbox.url}, mail server ${inbox.smtpUrl}`)
