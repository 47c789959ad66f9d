import { context, propagation } from '@opentelemetry/api'
import type { ServiceName } from '@tiketi/contracts/routes'
import { Problem } from '@tiketi/contracts/schema'
import type Type from 'typebox'
import { Check } from 'typebox/value'
import { Agent, request } from 'undici'
import { Refusal } from './refusal.ts'
import { serviceTokens } from './service-token.ts'
import { SpanKind, traced } from './trace.ts'

interface Question<T extends Type.TSchema> {
  /** Sent as JSON. */
  body?: unknown
  /** What a right answer looks like; anything else is an error of ours. */
  answer: T
  timeoutMs?: number
}

/** Asks another service for something of the present, over HTTP with a service token. */
export type Ask = <T extends Type.TSchema>(
  target: ServiceName,
  method: 'GET' | 'POST',
  path: string,
  question: Question<T>,
) => Promise<Type.Static<T>>

/**
 * @param urls where the services answer, as configured.
 * @returns Ask. A refusal of the other service comes out as the same Refusal; an unreachable, slow or broken one as
 * Refusal 503 SERVICE_AWAY: whether the request was carried out is then unknown.
 */
export function createAsk(
  service: ServiceName,
  urls: Partial<Record<ServiceName, string>>,
  serviceTokenKeys: string,
): Ask & { close(): Promise<void> } {
  const tokens = serviceTokens(service, serviceTokenKeys)
  const agent = new Agent({ connections: 32, keepAliveTimeout: 4_000, connect: { timeout: 1_000 } })

  async function ask<T extends Type.TSchema>(
    target: ServiceName,
    method: 'GET' | 'POST',
    path: string,
    { body, answer, timeoutMs = 3_000 }: Question<T>,
  ) {
    const base = urls[target]
    if (!base) throw new Error(`${service}-service is not configured to ask ${target}-service.`)
    const headers: Record<string, string> = {
      authorization: `Bearer ${await tokens.sign(target)}`,
      accept: 'application/json',
    }
    if (body !== undefined) headers['content-type'] = 'application/json'
    const { status, json } = await traced(
      `${method} ${target}-service`,
      SpanKind.CLIENT,
      { 'http.request.method': method },
      () =>
        exchange(() => {
          propagation.inject(context.active(), headers)
          return request(new URL(path, base), {
            dispatcher: agent,
            method,
            headers,
            body: body === undefined ? null : JSON.stringify(body),
            signal: AbortSignal.timeout(timeoutMs),
          })
        }),
    ).catch((cause: unknown) => {
      throw away(target, cause)
    })
    if (status >= 200 && status < 300 && Check(answer, json)) return json as Type.Static<T>
    if (status >= 400 && status < 500 && Check(Problem, json)) {
      const { type: _type, title: _title, status: _status, code, detail, traceId: _traceId, ...members } = json
      throw new Refusal(code, status, detail, members)
    }
    throw away(
      target,
      new Error(`${target}-service answered ${status} to ${method} ${path} with something else than agreed`),
    )
  }
  return Object.assign(ask, { close: () => agent.close() })
}

async function exchange(send: () => ReturnType<typeof request>): Promise<{ status: number; json: unknown }> {
  const { statusCode, body } = await send()
  return { status: statusCode, json: await body.json() }
}

function away(target: ServiceName, cause: unknown): Refusal {
  const refusal = new Refusal(
    'SERVICE_AWAY',
    503,
    'A part of Tiketi does not answer right now. Please try again in a moment.',
    { retryAfterSeconds: 2 },
  )
  refusal.cause = cause instanceof Error ? cause : new Error(`${target}: ${String(cause)}`)
  return refusal
}
