import { once } from 'node:events'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Mailbox } from './mailbox.ts'
import { readMessage } from './message.ts'
import type { SmtpRule, SmtpScript, Step } from './smtp-script.ts'

const MAX_BYTES = 10 * 1024 * 1024
const PATIENCE_MS = 10 * 60_000

type Done = (error?: Error | null) => void

/** Takes mail for everybody from anybody, with or without log-in, and puts it into the mailbox. */
export async function listenSmtp(mailbox: Mailbox, script: SmtpScript, { host, port }: { host: string; port: number }) {
  const server = new SMTPServer({
    banner: 'Tiketi inbox',
    size: MAX_BYTES,
    authOptional: true,
    allowInsecureAuth: true,
    // Its certificate would be made up, and clients that upgrade when they can would refuse it.
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    // A client must notice by its own time-out that nobody answers.
    socketTimeout: PATIENCE_MS,
    closeTimeout: 1,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anybody' }),
    onRcptTo: ({ address }, _session, done) => goWrong('recipient', [address], done) || done(),
    onData: (stream, session, done) => {
      receive(stream, session, done).catch(done)
    },
  })
  server.on('error', () => {}) // Broken connections of clients; the listener's own errors come out below.

  function goWrong(step: Step, recipients: string[], done: Done): SmtpRule | undefined {
    const rule = script.take(
      step,
      recipients.map((recipient) => recipient.toLowerCase()),
    )
    if (rule?.fault === 'reject') done(Object.assign(new Error('As scripted'), { responseCode: rule.code }))
    return rule
  }

  async function receive(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done) {
    const source = Buffer.concat((await stream.toArray()) as Buffer[])
    // The server then refuses it by itself, whatever is said here.
    if (stream.sizeExceeded) return done()
    const { mailFrom, rcptTo } = session.envelope
    const to = rcptTo.map(({ address }) => address)
    const rule = goWrong('data', to, done)
    if (rule && rule.fault !== 'drop') return
    mailbox.add(await readMessage(source, { from: mailFrom ? mailFrom.address : '', to }))
    if (rule) return breakOff(session)
    done()
  }

  function breakOff(session: SMTPServerSession) {
    for (const connection of server.connections) if (connection.id === session.id) connection.close()
  }

  const listener = server.listen(port, host)
  await once(listener, 'listening')
  const address = listener.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  }
}
