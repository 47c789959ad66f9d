import type { FastifyReply, FastifyRequest } from 'fastify'
import { testAccount } from './accounts.ts'
import { authorize } from './authorize.ts'
import { testCard } from './cards.ts'
import { type Core, findOrder, findPayment, settle } from './core.ts'
import { BankError, isErrorCode, type Language, languageOf } from './errors.ts'
import { type Claim, Idempotency } from './idempotency.ts'
import type { Payment } from './payment.ts'
import { inEnglish, type PaymentObject } from './payment-object.ts'
import { RateLimit } from './rate-limit.ts'
import { type CallRule, delayed, type Endpoint, scriptedRefusal } from './script.ts'

/** A call of the core API, as the work behind it sees it. */
export interface CallContext {
  params: Record<string, string>
  query: Record<string, string>
  body: Record<string, unknown>
  language: Language
  /** The error that the script or the buyer's card asks for. */
  refusal: BankError | undefined
}

export interface Answer {
  status: number
  body: unknown
  /** A payment whose new status is to be written with this answer. */
  changed?: Payment
}

type Work = (core: Core, context: CallContext) => Answer

/**
 * Wraps an endpoint's work in what all endpoints share: authorization, idempotency, test codes, and the failures that
 * the script or the buyer's card asks for. The work itself never waits, so each call decides in one step.
 */
export function callsOf(core: Core) {
  const idempotency = new Idempotency(core)
  const rateLimit = new RateLimit(core)

  return (endpoint: Endpoint, work: Work) => async (request: FastifyRequest, reply: FastifyReply) => {
    await delayed(core.latencyMs)
    const apiKey = authorize(request.headers.authorization, core.keys, core.switches)
    rateLimit.count(endpoint)

    const context = contextOf(request)
    const { orderId, payment } = subjectOf(core, context)
    const rule =
      core.script.forCall(endpoint, orderId) ?? (endpoint === 'confirm' ? cardRule(core, payment) : undefined)
    context.refusal = scriptedRefusal(rule)
    if (rule?.fault === 'hang-up') return hangUp(request, reply)
    if (rule?.fault === 'freeze') await core.script.thawed()

    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined
    let claim: Claim | undefined
    if (typeof key === 'string' && key !== '') {
      const begun = idempotency.begin({ key, apiKey, method: request.method, url: request.url, body: request.body })
      if ('status' in begun) return reply.code(begun.status).send(begun.body)
      claim = begun
    }

    try {
      await delayed(rule?.delayMs)
      const { changed, ...answer } = testCodeAnswer(request, apiKey, context) ?? attempt(core, context, work)
      const body =
        core.switches.englishEnums && context.language === 'en' ? inEnglishIfPayment(answer.body) : answer.body
      const stored = claim?.answer(answer.status, body)
      if (changed) settle(core, changed, stored)
      else if (stored) core.books.write({ answer: stored })

      if (rule?.fault === 'no-answer') return reply.hijack()
      if (rule?.fault === 'drop') return hangUp(request, reply)
      return reply.code(answer.status).send(body)
    } finally {
      claim?.release()
    }
  }
}

function contextOf(request: FastifyRequest): CallContext {
  const body = request.body ?? {}
  if (typeof body !== 'object' || Array.isArray(body)) throw new BankError('INVALID_REQUEST')
  return {
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    body: body as Record<string, unknown>,
    language: languageOf(request.headers['accept-language']),
    refusal: undefined,
  }
}

/** Which order the call is about, so that a rule for one order meets only its calls. */
function subjectOf(
  core: Core,
  { params, body }: CallContext,
): { orderId: string | undefined; payment: Payment | undefined } {
  if (params.orderId) return { orderId: params.orderId, payment: findOrder(core, params.orderId) }
  const paymentKey = params.paymentKey ?? body.paymentKey
  const payment = typeof paymentKey === 'string' ? findPayment(core, paymentKey) : undefined
  return { orderId: payment?.object.orderId ?? (typeof body.orderId === 'string' ? body.orderId : undefined), payment }
}

/** The card or account that the buyer chose may fail by itself, but only once: a second confirm never reaches it. */
function cardRule(core: Core, payment: Payment | undefined): CallRule | undefined {
  if (payment?.status !== 'IN_PROGRESS') return undefined
  const { card, account } = payment.record
  // A virtual account takes money from wherever it comes.
  const fromAccount = account && payment.way !== 'VIRTUAL_ACCOUNT' ? testAccount(account).behaviour : undefined
  const behaviour = card ? testCard(card).behaviour : fromAccount
  if (!behaviour) return undefined
  if (behaviour.fault === 'slow') return { on: 'confirm', fault: 'delay', delayMs: core.slowCardMs }
  return { on: 'confirm', ...behaviour }
}

/** `TossPayments-Test-Code` asks for an error by name, before anything is looked up; live keys ignore it. */
function testCodeAnswer(request: FastifyRequest, apiKey: string, { language }: CallContext): Answer | undefined {
  const code = request.headers['tosspayments-test-code']
  if (typeof code !== 'string' || !apiKey.startsWith('test_')) return undefined
  const error = new BankError(isErrorCode(code) ? code : 'INVALID_TEST_CODE')
  return { status: error.status, body: error.body(language) }
}

function attempt(core: Core, context: CallContext, work: Work): Answer {
  try {
    return work(core, context)
  } catch (error) {
    if (!(error instanceof BankError)) throw error
    return { status: error.status, body: error.body(context.language) }
  }
}

function hangUp(request: FastifyRequest, reply: FastifyReply) {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}

const inEnglishIfPayment = (body: unknown) =>
  typeof body === 'object' && body !== null && 'paymentKey' in body ? inEnglish(body as PaymentObject) : body
