import { isSpanContextValid, trace } from '@opentelemetry/api'
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'

export type Log = Logger

const SECRET_KEYS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'placeTicket',
  'pass',
  'paymentKey',
  'secret',
  'code',
]
const SECRET_HEADERS = ['authorization', 'cookie', 'set-cookie', 'tiketi-pass']

/** JSON lines on stdout, each with the trace it belongs to; secrets are cut out wherever they stand. */
export function createLog(service: string, level = 'info', stream: DestinationStream = process.stdout): Log {
  const options: LoggerOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { cause: pino.stdSerializers.err },
    redact: {
      paths: [
        ...SECRET_KEYS.flatMap((key) => [`body.${key}`, `data.${key}`]),
        ...SECRET_HEADERS.flatMap((header) => [`headers["${header}"]`, `req.headers["${header}"]`]),
      ],
      censor: '[redacted]',
    },
    mixin() {
      const context = trace.getActiveSpan()?.spanContext()
      return context && isSpanContextValid(context) ? { traceId: context.traceId, spanId: context.spanId } : {}
    },
  }
  return pino(options, stream)
}
