import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { listPage, messagePage, missingPage } from './inbox-page.ts'
import type { Mailbox } from './mailbox.ts'
import type { Message } from './message.ts'
import { type SmtpRule, type SmtpScript, smtpRuleSchema } from './smtp-script.ts'

const HEARTBEAT_MS = 20_000

const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A mail may show its pictures and open links in new tabs; nothing in it runs. */
const mailPolicy = [
  'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data: http: https:',
  'font-src data: https:',
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ')

interface MessageRoute {
  Params: { id: string; index: string }
  Querystring: { to?: string; view?: string }
}

/** Mail out: pages for people, JSON for tests, and a stream of what is new. */
export async function inboxRoutes(app: FastifyInstance, mailbox: Mailbox, script: SmtpScript) {
  const [style, code] = await Promise.all([
    readFile(new URL('./browser/inbox.css', import.meta.url), 'utf8'),
    readFile(new URL('./browser/inbox.js', import.meta.url), 'utf8'),
  ])
  app.get('/inbox.css', (_request, reply) => reply.type('text/css').send(style))
  app.get('/inbox.js', (_request, reply) => reply.type('text/javascript').send(code))

  app.get<MessageRoute>('/', ({ query: { to = '' } }, reply) =>
    sendHtml(reply, pagePolicy, listPage({ messages: mailbox.list(to), to }).text),
  )
  app.get<MessageRoute>('/mails/:id', ({ params, query: { to = '', view } }, reply) => {
    const message = mailbox.find(params.id)
    if (!message) return sendHtml(reply.code(404), pagePolicy, missingPage().text)
    const shown = message.html === null || view === 'text' ? 'text' : 'html'
    return sendHtml(reply, pagePolicy, messagePage({ messages: mailbox.list(to), to }, message, shown).text)
  })
  app.get<MessageRoute>('/mails/:id/html', ({ params }, reply) => {
    const message = mailbox.find(params.id)
    if (!message?.html) return sendHtml(reply.code(404), pagePolicy, missingPage().text)
    return sendHtml(reply, mailPolicy, withLinksInNewTabs(message.html))
  })

  app.get<MessageRoute>('/messages', ({ query }) => mailbox.list(query.to).map(withoutContents))
  app.delete('/messages', (_request, reply) => {
    mailbox.clear()
    return reply.code(204).send()
  })
  app.get<MessageRoute>('/messages/:id', ({ params }, reply) => {
    const message = mailbox.find(params.id)
    return message ? withoutContents(message) : notFound(reply)
  })
  app.get<MessageRoute>('/messages/:id/attachments/:index', ({ params }, reply) => {
    const attachment = mailbox.find(params.id)?.attachments[Number(params.index)]
    if (!attachment) return notFound(reply)
    return reply
      .type(attachment.contentType)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`)
      .header('content-security-policy', 'sandbox')
      .send(Buffer.from(attachment.content, 'base64'))
  })

  app.get('/events', (request, reply) => {
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    raw.write(': open\n\n')
    const onMail = ({ id, subject, to }: Message) =>
      raw.write(`event: mail\ndata: ${JSON.stringify({ id, subject, to })}\n\n`)
    const onCleared = () => raw.write('event: cleared\ndata: {}\n\n')
    const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS)
    mailbox.on('mail', onMail).on('cleared', onCleared)
    request.raw.once('close', () => {
      clearInterval(heartbeat)
      mailbox.off('mail', onMail).off('cleared', onCleared)
    })
  })

  app.post<{ Body: SmtpRule }>('/script', { schema: { body: smtpRuleSchema } }, (request, reply) => {
    script.add(request.body)
    return reply.code(201).send(script.list())
  })
  app.get('/script', () => script.list())
  app.delete('/script', (_request, reply) => {
    script.clear()
    return reply.code(204).send()
  })

  app.get('/health', () => ({ status: 'ok' }))
}

/** The element goes into the head, since anything before the doctype would make the page one of the nineties. */
function withLinksInNewTabs(html: string) {
  const [opening = ''] = /^\s*(<!doctype[^>]*>)?(\s*<html[^>]*>)?(\s*<head[^>]*>)?/i.exec(html) ?? []
  return `${opening}<base target="_blank">${html.slice(opening.length)}`
}

function withoutContents(message: Message) {
  const attachments = message.attachments.map(({ content: _content, ...rest }, index) => ({
    ...rest,
    url: `/messages/${message.id}/attachments/${index}`,
  }))
  return { ...message, attachments }
}

const notFound = (reply: FastifyReply) => reply.code(404).send({ message: 'There is no such mail.' })

const sendHtml = (reply: FastifyReply, policy: string, text: string) =>
  reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .send(text)
