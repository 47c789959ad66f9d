import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** A mail with a text and an HTML part, and a calendar file when asked for. */
export function mail({
  to = 'buyer@example.com',
  subject = '예매가 끝났어요',
  html = '<p>좌석 <b>A-1</b></p>',
  calendar = '',
} = {}) {
  const encoded = (text: string) => Buffer.from(text).toString('base64')
  const part = (headers: string[], content: string) =>
    ['--edge', ...headers, 'Content-Transfer-Encoding: base64', '', encoded(content)].join('\r\n')
  return [
    'From: Tiketi <tickets@tiketi.example>',
    `To: <${to}>`,
    `Subject: =?utf-8?B?${encoded(subject)}?=`,
    'Message-ID: <reason-1@tiketi.example>',
    'Content-Type: multipart/mixed; boundary=edge',
    '',
    part(['Content-Type: multipart/alternative; boundary=inner'], '').replace(/Content-Transfer.*\r\n/, ''),
    '--inner\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n',
    encoded('좌석 A-1\nhttp://localhost:8080/orders/1'),
    '--inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n',
    encoded(html),
    '--inner--',
    ...(calendar
      ? [part(['Content-Type: text/calendar', 'Content-Disposition: attachment; filename=ticket.ics'], calendar)]
      : []),
    '--edge--',
  ].join('\r\n')
}

/**
 * Hands a mail over as any mail server would and gives the replies' codes, up to the first refusal; 0 stands for a
 * connection that broke and -1 for an answer that did not come in time.
 */
export async function send(
  smtpUrl: string,
  recipients: string[],
  source = mail({ to: recipients[0]! }),
  patienceMs = 5_000,
) {
  const { hostname, port } = new URL(smtpUrl)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  const lines = createInterface(socket)[Symbol.asyncIterator]()

  async function reply(): Promise<number> {
    const patience = AbortSignal.timeout(patienceMs)
    const late = once(patience, 'abort').then(() => 'late' as const)
    for (;;) {
      const next = await Promise.race([lines.next(), late])
      if (next === 'late') return -1
      if (next.done) return 0
      if (next.value[3] !== '-') return Number(next.value.slice(0, 3))
    }
  }

  const steps = [
    undefined,
    'EHLO tester',
    'MAIL FROM:<tickets@tiketi.example>',
    ...recipients.map((recipient) => `RCPT TO:<${recipient}>`),
    'DATA',
    `${source}\r\n.`,
  ]
  const codes: number[] = []
  for (const step of steps) {
    if (step) socket.write(`${step}\r\n`)
    const code = await reply()
    codes.push(code)
    if (code < 200 || code >= 400) break
  }
  socket.destroy()
  return codes
}
