import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createInbox, type InboxOptions } from '../inbox.ts'
import { Mailbox } from '../mailbox.ts'
import { readMessage } from '../message.ts'
import type { SmtpRule } from '../smtp-script.ts'
import { mail, send } from './sender.ts'

interface Shown {
  id: string
  to: string[]
  from: string
  subject: string
  text: string
  html: string
  messageId: string
  headers: Record<string, string>
  attachments: { filename: string; contentType: string; size: number; url: string }[]
}

async function mailFile(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'inbox-'))
  t.after(() => rm(directory, { recursive: true }))
  return join(directory, 'inbox.jsonl')
}

async function startInbox(t: TestContext, options: InboxOptions = {}) {
  const inbox = await createInbox(options)
  t.after(() => inbox.close())
  const json = async (path: string, init?: RequestInit) => {
    const response = await fetch(inbox.url + path, init)
    const text = await response.text()
    return { status: response.status, body: text && JSON.parse(text) }
  }
  const post = (path: string, body: object) =>
    json(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return {
    ...inbox,
    json,
    page: async (path: string) => await (await fetch(inbox.url + path)).text(),
    messages: async (query = '') => (await json(`/messages${query}`)).body as Shown[],
    script: (rule: SmtpRule) => post('/script', rule),
  }
}

test('a mail that was sent can be read with its text, HTML, headers and attachments', async (t) => {
  const { smtpUrl, url, json, messages } = await startInbox(t)
  const calendar = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'
  assert.deepEqual(await send(smtpUrl, ['buyer@example.com'], mail({ calendar })), [220, 250, 250, 250, 354, 250])
  const [message, ...others] = await messages()
  assert.equal(others.length, 0)
  assert.ok(message)
  assert.deepEqual([message.to, message.from], [['buyer@example.com'], '"Tiketi" <tickets@tiketi.example>'])
  assert.equal(message.subject, '예매가 끝났어요')
  assert.equal(message.text.trim(), '좌석 A-1\nhttp://localhost:8080/orders/1')
  assert.equal(message.html, '<p>좌석 <b>A-1</b></p>')
  assert.equal(message.messageId, '<reason-1@tiketi.example>')
  assert.equal(message.headers['message-id'], '<reason-1@tiketi.example>')
  assert.deepEqual((await json(`/messages/${message.id}`)).body, message)
  assert.equal((await json('/messages/none')).status, 404)

  const [attachment] = message.attachments
  assert.deepEqual(
    [attachment?.filename, attachment?.contentType, attachment?.size],
    ['ticket.ics', 'text/calendar', 32],
  )
  assert.equal(await (await fetch(url + attachment?.url)).text(), calendar)
})

test('mails are listed newest first, by recipient in any case, and can be deleted', async (t) => {
  const { smtpUrl, url, messages } = await startInbox(t)
  await send(smtpUrl, ['one@example.com'], mail({ subject: 'first' }))
  await send(smtpUrl, ['two@example.com', 'One@Example.com'], mail({ subject: 'second' }))
  await send(smtpUrl, ['two@example.com'], mail({ subject: 'third' }))
  const subjects = async (query = '') => (await messages(query)).map(({ subject }) => subject)
  assert.deepEqual(await subjects(), ['third', 'second', 'first'])
  assert.deepEqual(await subjects('?to=one@example.com'), ['second', 'first'])
  assert.deepEqual(await subjects('?to=nobody@example.com'), [])
  assert.equal((await fetch(`${url}/messages`, { method: 'DELETE' })).status, 204)
  assert.deepEqual(await subjects(), [])
})

test('mails outlive a restart, and so does their deletion', async (t) => {
  const dataFile = await mailFile(t)
  const first = await startInbox(t, { dataFile })
  await send(first.smtpUrl, ['buyer@example.com'], mail({ subject: 'deleted' }))
  await fetch(`${first.url}/messages`, { method: 'DELETE' })
  await send(first.smtpUrl, ['buyer@example.com'], mail({ subject: 'kept' }))
  const before = await first.messages()
  await first.close()
  const second = await startInbox(t, { dataFile })
  assert.deepEqual(await second.messages(), before)
  assert.deepEqual(
    before.map(({ subject }) => subject),
    ['kept'],
  )
})

test('only the last 500 mails are kept, in memory and in the file', async (t) => {
  const file = await mailFile(t)
  const message = await readMessage(Buffer.from(mail()), { from: '', to: ['buyer@example.com'] })
  const mailbox = new Mailbox(file)
  for (let i = 1; i <= 1_002; i += 1) mailbox.add({ ...message, id: String(i) })
  mailbox.close()
  const again = new Mailbox(file)
  t.after(() => again.close())
  const ids = again.list().map(({ id }) => id)
  assert.deepEqual([ids.length, ids[0], ids[499]], [500, '1002', '503'])
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  assert.ok(lines.length <= 501, `${lines.length} lines`)
})

test('a refusal at the recipient or after the data is answered with its code, as often as asked, and keeps no mail', async (t) => {
  const { smtpUrl, messages, script } = await startInbox(t)
  await script({ fault: 'reject', code: 451, times: 2 })
  for (let i = 0; i < 2; i += 1) assert.deepEqual(await send(smtpUrl, ['a@example.com']), [220, 250, 250, 451])
  await script({ fault: 'reject', code: 550, at: 'data' })
  assert.deepEqual(await send(smtpUrl, ['a@example.com']), [220, 250, 250, 250, 354, 550])
  assert.deepEqual(await messages(), [])
  assert.equal((await send(smtpUrl, ['a@example.com'])).at(-1), 250)
})

test('a refusal for one address meets no other', async (t) => {
  const { smtpUrl, script } = await startInbox(t)
  await script({ fault: 'reject', code: 550, to: 'gone@example.com' })
  assert.equal((await send(smtpUrl, ['here@example.com'])).at(-1), 250)
  assert.equal((await send(smtpUrl, ['Gone@example.com'])).at(-1), 550)
})

test('a server that hangs says nothing and keeps nothing; one that drops keeps the mail and says nothing', async (t) => {
  const { smtpUrl, messages, script } = await startInbox(t)
  for (const at of ['recipient', 'data'] as const) {
    await script({ fault: 'hang', at })
    const codes = await send(smtpUrl, ['a@example.com'], undefined, 1_500)
    assert.deepEqual(codes, at === 'recipient' ? [220, 250, 250, -1] : [220, 250, 250, 250, 354, -1])
  }
  assert.deepEqual(await messages(), [])
  await script({ fault: 'drop' })
  assert.equal((await send(smtpUrl, ['a@example.com'])).at(-1), 0)
  assert.equal((await messages()).length, 1)
})

test('what is scripted can be seen and cleared, and a script that makes no sense is refused', async (t) => {
  const { smtpUrl, url, json, script } = await startInbox(t)
  await script({ fault: 'reject', code: 451, times: 3 })
  await send(smtpUrl, ['a@example.com'])
  assert.deepEqual((await json('/script')).body, [{ fault: 'reject', code: 451, times: 3, left: 2 }])
  await fetch(`${url}/script`, { method: 'DELETE' })
  assert.equal((await send(smtpUrl, ['a@example.com'])).at(-1), 250)
  const nonsense = [
    {},
    { fault: 'reject' },
    { fault: 'reject', code: 200 },
    { fault: 'hang', code: 451 },
    { fault: 'drop', at: 'data' },
  ]
  for (const rule of nonsense) assert.equal((await script(rule as SmtpRule)).status, 400, JSON.stringify(rule))
})

test('the page lists mails and shows one, escaped, with the mail itself in a frame where nothing runs', async (t) => {
  const { smtpUrl, url, page, messages } = await startInbox(t)
  assert.match(await page('/'), /No mail yet/)
  const html =
    '<!doctype html><html><head><title>t</title></head><body><script>alert(1)</script><a href="http://localhost:8080/">go</a></body></html>'
  await send(smtpUrl, ['buyer@example.com'], mail({ subject: '<b>굵게</b>', html }))
  const [message] = await messages()
  const list = await page('/')
  assert.match(list, new RegExp(`<a href="/mails/${message?.id}"[\\s\\S]*&lt;b&gt;굵게&lt;/b&gt;`))
  assert.match(await page('/?to=other@example.com'), /Nothing for other@example\.com yet/)

  const reading = await page(`/mails/${message?.id}`)
  assert.match(reading, new RegExp(`<iframe src="/mails/${message?.id}/html"`))
  const [, sandbox = ''] = /sandbox="([^"]*)"/.exec(reading) ?? []
  assert.deepEqual(sandbox.split(' '), ['allow-same-origin', 'allow-popups', 'allow-popups-to-escape-sandbox'])
  assert.match(
    await page(`/mails/${message?.id}?view=text`),
    /<a href="http:\/\/localhost:8080\/orders\/1" target="_blank" rel="noreferrer">/,
  )

  const frame = await fetch(`${url}/mails/${message?.id}/html`)
  const policy = frame.headers.get('content-security-policy') ?? ''
  assert.match(policy, /^sandbox allow-same-origin/)
  assert.doesNotMatch(policy, /allow-scripts|script-src/)
  assert.match(await frame.text(), /^<!doctype html><html><head><base target="_blank"><title>/)

  assert.equal((await fetch(`${url}/mails/none`)).status, 404)
  for (const file of ['/inbox.css', '/inbox.js']) assert.equal((await fetch(url + file)).status, 200)
})

test('an open page is told of new mail and of deletion at once', async (t) => {
  const { smtpUrl, url } = await startInbox(t)
  const response = await fetch(`${url}/events`)
  const events = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  assert.equal((await events.read()).value, ': open\n\n')
  await send(smtpUrl, ['buyer@example.com'], mail({ subject: 'hello' }))
  const { value = '' } = await events.read()
  const [, data = ''] = /^event: mail\ndata: (.*)\n\n$/.exec(value) ?? []
  const { subject, to } = JSON.parse(data)
  assert.deepEqual([subject, to], ['hello', ['buyer@example.com']])
  await fetch(`${url}/messages`, { method: 'DELETE' })
  assert.match((await events.read()).value ?? '', /^event: cleared/)
  await events.cancel()
})
