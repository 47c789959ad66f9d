import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isAccountName } from './accounts.ts'
import { isCardName } from './cards.ts'
import { type Core, findPayment } from './core.ts'
import { BankError, type Language, languageOf, messageOf } from './errors.ts'
import { openSession } from './open-session.ts'
import { noPaymentPage, payPage } from './pay-page.ts'
import type { Means, Payment } from './payment.ts'

/** The browser's side of the bank: the shop's script, and the page on which a buyer chooses a card. */
export async function payRoutes(app: FastifyInstance, core: Core) {
  const [standard, script, style] = await Promise.all([
    readFile(new URL('./browser/standard.js', import.meta.url), 'utf8'),
    readFile(new URL('./browser/pay.js', import.meta.url), 'utf8'),
    readFile(new URL('./browser/pay.css', import.meta.url), 'utf8'),
  ])

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )

  app.get('/v2/standard', (_request, reply) =>
    reply
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('access-control-allow-origin', '*')
      .type('text/javascript')
      .send(standard),
  )
  app.get('/pay.js', (_request, reply) => reply.type('text/javascript').send(script))
  app.get('/pay.css', (_request, reply) => reply.type('text/css').send(style))

  // Only this bank's script uses these two; the real script's own calls are not public.
  app.options('/v2/sessions', (request, reply) => {
    allowShop(core, request, reply)
    return reply.header('access-control-allow-headers', 'content-type').code(204).send()
  })
  app.post('/v2/sessions', (request, reply) => {
    allowShop(core, request, reply)
    const { paymentKey } = openSession(core, request.body).object
    return { paymentKey, checkoutUrl: `/pay/${paymentKey}?lang=${languageOf(request.headers['accept-language'])}` }
  })

  type PayRoute = {
    Params: { paymentKey: string }
    Querystring: { lang?: string }
    Body: { card?: unknown; account?: unknown }
  }

  app.get<PayRoute>('/pay/:paymentKey', (request, reply) => {
    const language = pageLanguage(request)
    const payment = findPayment(core, request.params.paymentKey)
    return payment ? sendPage(reply, core, payment, language) : sendMissing(reply, language)
  })

  app.post<PayRoute>('/pay/:paymentKey/authenticate', (request, reply) => {
    const language = pageLanguage(request)
    const payment = findPayment(core, request.params.paymentKey)
    if (!payment) return sendMissing(reply, language)
    if (payment.status === 'READY') {
      payment.authenticate(readMeans(payment, request.body ?? {}), core.now())
      core.books.write({ payment: payment.record })
    }
    // A second press of the button goes where the first one went.
    if (payment.status === 'IN_PROGRESS') return reply.redirect(successOf(payment), 303)
    return sendPage(reply, core, payment, language)
  })

  app.post<PayRoute>('/pay/:paymentKey/leave', (request, reply) => {
    const language = pageLanguage(request)
    const payment = findPayment(core, request.params.paymentKey)
    return payment ? reply.redirect(failureOf(payment, language), 303) : sendMissing(reply, language)
  })
}

function readMeans({ way }: Payment, { card, account }: { card?: unknown; account?: unknown }): Means {
  if (way === 'CARD' && isCardName(card)) return { card }
  if (way !== 'CARD' && isAccountName(account)) return { account }
  throw new BankError('INVALID_REQUEST')
}

function allowShop(core: Core, request: FastifyRequest, reply: FastifyReply) {
  const { origin } = request.headers
  reply.header('vary', 'origin')
  if (origin && core.shop.origins.includes(origin)) reply.header('access-control-allow-origin', origin)
}

function pageLanguage(request: FastifyRequest): Language {
  const { lang } = request.query as { lang?: string }
  return lang === 'ko' || lang === 'en' ? lang : languageOf(request.headers['accept-language'])
}

function successOf({ object, record }: Payment) {
  const url = new URL(record.successUrl)
  url.searchParams.set('paymentKey', object.paymentKey)
  url.searchParams.set('orderId', object.orderId)
  url.searchParams.set('amount', String(object.totalAmount))
  return url.href
}

/** A buyer who turns back before the time is over cancelled, and then the real bank leaves the order id out. */
function failureOf({ object, record, status }: Payment, language: Language) {
  const code = status === 'READY' ? 'PAY_PROCESS_CANCELED' : 'PAY_PROCESS_ABORTED'
  const url = new URL(record.failUrl)
  url.searchParams.set('code', code)
  url.searchParams.set('message', messageOf(code, language))
  if (code === 'PAY_PROCESS_ABORTED') url.searchParams.set('orderId', object.orderId)
  return url.href
}

function sendPage(reply: FastifyReply, core: Core, payment: Payment, language: Language) {
  const origins = [new URL(payment.record.successUrl).origin, new URL(payment.record.failUrl).origin]
  // A browser checks form-action again on the redirect that answers the form, so the shop's origins must be in it.
  return secured(reply, origins).send(
    payPage({ payment, shopName: core.shop.name[language], language, successUrl: successOf(payment) }).text,
  )
}

function sendMissing(reply: FastifyReply, language: Language) {
  return secured(reply, []).code(404).send(noPaymentPage(language).text)
}

function secured(reply: FastifyReply, formTargets: string[]) {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    'img-src data:',
    `form-action ${["'self'", ...new Set(formTargets)].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy.join('; '))
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
}
