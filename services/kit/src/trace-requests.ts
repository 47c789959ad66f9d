import { context, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'

const tracer = trace.getTracer('@tiketi/kit')
const PROBES = new Set(['/health', '/ready'])
const SWITCHING_PROTOCOLS = 101

declare module 'fastify' {
  interface FastifyRequest {
    span: Span | null
  }
}

/**
 * One span a request, named by its route's pattern: paths, queries and headers may hold what is nobody's business. It
 * continues the trace of the caller's W3C or X-Ray header, and ends with the answer, of a WebSocket with its opening.
 */
export function traceRequests(app: FastifyInstance): void {
  app.decorateRequest('span', null)

  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url
    if (!route || PROBES.has(route)) return done()
    const parent = propagation.extract(ROOT_CONTEXT, request.headers)
    const attributes = { 'http.request.method': request.method, 'http.route': route }
    const span = tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent)
    request.span = span
    context.with(trace.setSpan(parent, span), done)
  })
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.headers.upgrade) end(request.span, SWITCHING_PROTOCOLS)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    end(request.span, reply.statusCode)
    done()
  })
}

function end(span: Span | null, status: number): void {
  if (!span?.isRecording()) return
  span.setAttribute('http.response.status_code', status)
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}
