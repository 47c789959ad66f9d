import { type Attributes, context, type Span, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'

export { SpanKind }

const tracer = trace.getTracer('@tiketi/kit')

/**
 * Does something as a span of the present trace. Where none is recorded, which is for most requests, it costs a look.
 * Attributes say what was done to which kind of thing; they never hold values of people, tokens or messages of errors.
 */
export function traced<T>(name: string, kind: SpanKind, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  if (!isTraced()) return work()
  const span = tracer.startSpan(name, { kind, attributes })
  return context.with(trace.setSpan(context.active(), span), async () => {
    try {
      return await work()
    } catch (error) {
      failed(span, error)
      throw error
    } finally {
      span.end()
    }
  })
}

/** Whether the present trace is recorded. */
export function isTraced(): boolean {
  const parent = trace.getSpanContext(context.active())
  return parent !== undefined && (parent.traceFlags & TraceFlags.SAMPLED) !== 0
}

/** Names the trace of a span beside a measurement. Of a trace that is not recorded there is nothing to look at. */
export function exemplarOf(span: Span | null): Record<string, string> {
  const { traceId, traceFlags = TraceFlags.NONE } = span?.spanContext() ?? {}
  return traceId && (traceFlags & TraceFlags.SAMPLED) !== 0 ? { trace_id: traceId } : {}
}

/** Lets a listener of something older than the request, such as its socket, go on in the trace of the request. */
export function inThisTrace<F extends (...args: never[]) => unknown>(listener: F): F {
  return context.bind(context.active(), listener)
}

/** Says of what kind an error was. */
function failed(span: Span, error: unknown): void {
  const { code, name } = error as { code?: unknown; name?: unknown }
  span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', String(code ?? name ?? typeof error))
}
