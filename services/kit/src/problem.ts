import { STATUS_CODES } from 'node:http'
import { isSpanContextValid, trace } from '@opentelemetry/api'
import type { Problem } from '@tiketi/contracts/schema'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { counter } from './metrics.ts'
import { Refusal } from './refusal.ts'
import { storeAway, storeAwayRefusal } from './store-away.ts'

const storeAwayTotal = counter('store_away_total', 'Requests refused because a store was away', ['store'])

/** One validation failure, as the validator compiler reports it. */
interface Invalid {
  instancePath: string
  message: string
  keyword: string
  params: { requiredProperties?: string[]; additionalProperties?: string[] }
}

/** Answers every failed request with problem+json (RFC 9457). What was not meant for people stays in the log. */
export function answerError(
  error: FastifyError | Refusal | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = refusalFor(error, request)
  if (refusal.status === 503)
    request.log.warn({ code: refusal.code, reason: reasonOf(error) }, 'request refused for now')
  else request.log.debug({ code: refusal.code }, 'request refused')
  const { retryAfterSeconds } = refusal.members
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', String(retryAfterSeconds))
  return reply.code(refusal.status).type('application/problem+json').serializer(JSON.stringify).send(toProblem(refusal))
}

/** The problem document of a refusal. */
function toProblem(refusal: Refusal): Problem {
  const span = trace.getActiveSpan()?.spanContext()
  return {
    type: 'about:blank',
    title: STATUS_CODES[refusal.status] ?? 'Refused',
    status: refusal.status,
    code: refusal.code,
    detail: refusal.message,
    ...(span && isSpanContextValid(span) && { traceId: span.traceId }),
    ...refusal.members,
  }
}

function refusalFor(error: FastifyError | Refusal | Error, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error
  const { validation, validationContext, code, statusCode } = error as FastifyError & { validationContext?: string }
  if (validation)
    return new Refusal('INVALID', 400, 'Something in the request is missing or wrong.', {
      fields: fieldsOf(validation as unknown as Invalid[], validationContext ?? 'body'),
    })
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Refusal('TOO_LARGE', 413, 'The request is larger than we accept here.')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Refusal('NOT_JSON', 415, 'Please send JSON (content-type application/json).')
  if (statusCode === 429) return new Refusal('TOO_MANY_REQUESTS', 429, 'That was too often. Please wait a moment.')
  const store = storeAway(error)
  if (store) {
    storeAwayTotal.inc({ store })
    return storeAwayRefusal()
  }
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return new Refusal('BAD_REQUEST', statusCode, 'We could not read this request.')
  request.log.error({ err: error }, 'unexpected error')
  return new Refusal('INTERNAL', 500, 'Something on our side went wrong. We have been told.')
}

/** The innermost message: a store that is away needs no stack a request. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message
}

function fieldsOf(validation: Invalid[], context: string): { path: string; message: string }[] {
  // An unknown field is reported twice, once as a schema that is false; its name says more.
  const told = validation.filter(({ keyword }) => keyword !== 'boolean').slice(0, 10)
  return told.flatMap(({ instancePath, message, params }) => {
    const path = `${context}${instancePath.replaceAll('/', '.')}`
    if (params?.requiredProperties)
      return params.requiredProperties.map((name) => ({ path: `${path}.${name}`, message: 'is missing' }))
    if (params?.additionalProperties)
      return params.additionalProperties.map((name) => ({ path: `${path}.${name}`, message: 'is not known here' }))
    return [{ path, message }]
  })
}
