import autocannon from 'autocannon'

export const CONNECTIONS = 16

export interface Question {
  method?: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: unknown
}

interface Drive {
  origin: string
  /** What is asked, one after another; the same all the time if it is one. */
  question: Question | (() => Question)
  /** How the work is bounded. */
  amount: number
  status: number
}

export interface Pace {
  perSecond: number
  p99Ms: number
}

/**
 * Asks over 16 connections, each one question at a time.
 *
 * @throws Error when an answer has another status: a refusal is quick, and no measure of work done.
 */
export async function drive({ origin, question, amount, status }: Drive): Promise<Pace> {
  const others = new Map<number, string>()
  const ask = typeof question === 'function' ? question : undefined
  const begun = performance.now()
  const { latency, errors, timeouts } = await autocannon({
    url: origin,
    connections: Math.min(CONNECTIONS, amount),
    amount,
    requests: [
      {
        ...(!ask && asked(question as Question)),
        ...(ask && { setupRequest: (request) => ({ ...request, ...asked(ask()) }) }),
        onResponse: (code, body) => code === status || others.set(code, body),
      },
    ],
  })
  const seconds = (performance.now() - begun) / 1_000
  for (const [code, body] of others) throw new Error(`${origin} answered ${code}: ${body.slice(0, 300)}`)
  if (errors + timeouts > 0) throw new Error(`${origin}: ${errors + timeouts} of ${amount} questions got no answer.`)
  return { perSecond: amount / seconds, p99Ms: latency.p99 }
}

function asked({ method = 'GET', path, headers = {}, body }: Question) {
  return {
    method,
    path,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
}
