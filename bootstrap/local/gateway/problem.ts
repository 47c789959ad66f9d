import { STATUS_CODES } from 'node:http'

/** A refusal by the gateway itself, as problem+json (RFC 9457): status line, headers and body. */
export interface GatewayProblem {
  status: number
  headers: Record<string, string>
  body: string
}

export const nothingThere = problem(404, 'NOT_FOUND', 'There is nothing at this address.')
export const badPath = problem(400, 'BAD_PATH', 'This address is not one that we can read.')
export const serviceAway = problem(503, 'SERVICE_AWAY', 'This part of Tiketi is away. Please try again in a moment.', {
  'retry-after': '2',
})
export const serviceSlow = problem(504, 'SERVICE_SLOW', 'This took too long. Please look whether it was done.')

function problem(status: number, code: string, detail: string, headers: Record<string, string> = {}): GatewayProblem {
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, code, detail })
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      ...headers,
    },
    body,
  }
}
