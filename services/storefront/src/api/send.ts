import type { PROOF_HEADER, Puzzle } from '@tiketi/contracts/proof-of-work'
import { observeAnswer } from '../clock/server-clock.ts'
import { ProblemError } from './problem.ts'
import { traceparent } from './trace.ts'

export interface Request {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  /** Past the browser's cache. */
  fresh?: boolean
}

// The name alone: schemas do not belong into the first page's script.
const HEADER: typeof PROOF_HEADER = 'tiketi-proof'
const ANSWER_WITHIN_MS = 15_000

/** Sends a request and gives the JSON of its answer, or throws a ProblemError. */
export async function send<Answer>(path: string, request: Request = {}): Promise<Answer> {
  const response = await exchange(path, request)
  if (response.status === 204 || request.method === 'HEAD') return undefined as Answer
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as Answer
}

/** As `send`, for answers that are files. Where the server demands work first, it is done and the request sent again. */
export async function exchange(path: string, request: Request): Promise<Response> {
  try {
    return await exchangeOnce(path, request)
  } catch (thrown) {
    if (!(thrown instanceof ProblemError && thrown.code === 'PROOF_NEEDED')) throw thrown
    const { solvedAside } = await import('./solved-aside.ts')
    const proof = await solvedAside(thrown.members as unknown as Puzzle)
    return exchangeOnce(path, { ...request, headers: { ...request.headers, [HEADER]: proof } })
  }
}

async function exchangeOnce(
  path: string,
  { method = 'GET', body, headers, signal, fresh }: Request,
): Promise<Response> {
  const stop = new AbortController()
  const tooSlow = setTimeout(() => stop.abort(), ANSWER_WITHIN_MS)
  signal?.addEventListener('abort', () => stop.abort())
  const sentAt = Date.now()
  let response: Response
  try {
    response = await fetch(path, {
      method,
      headers: {
        traceparent: traceparent(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(fresh ? { cache: 'no-store' as const } : {}),
      signal: stop.signal,
    })
  } catch (thrown) {
    if (signal?.aborted) throw thrown
    const code = stop.signal.aborted ? 'TOO_SLOW' : navigator.onLine ? 'UNREACHABLE' : 'OFFLINE'
    throw new ProblemError({ code, status: 0 })
  } finally {
    clearTimeout(tooSlow)
  }
  // Answers from the browser's cache carry an old date.
  if (fresh || method !== 'GET') observeDate(response, sentAt)
  if (response.ok) return response
  throw await problemOf(response)
}

function observeDate(response: Response, sentAt: number) {
  const date = Date.parse(response.headers.get('date') ?? '')
  const ageMs = Number(response.headers.get('age') ?? 0) * 1000
  observeAnswer(date + ageMs, date + ageMs + (ageMs ? 2000 : 1000), sentAt, Date.now())
}

async function problemOf(response: Response): Promise<ProblemError> {
  const retryAfter = Number(response.headers.get('retry-after')) || undefined
  const body: unknown = await response.json().catch(() => ({}))
  const members = typeof body === 'object' && body !== null ? body : {}
  return new ProblemError({ code: codeOf(response.status), ...members, status: response.status }, retryAfter)
}

/** For answers of something between us and the services, which know no codes. */
function codeOf(status: number): string {
  if (status === 404) return 'NOT_FOUND'
  if (status === 429) return 'TOO_MANY_REQUESTS'
  return status >= 500 ? 'SERVICE_AWAY' : 'UNEXPECTED'
}
