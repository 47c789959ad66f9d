import type { IncomingMessage } from 'node:http'

/** Headers between two neighbours, not for the one beyond (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const FORWARDED = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port', 'expect'])
const SENDS_BODY = new Set(['POST', 'PUT', 'PATCH'])

/** Name and value in turn, as `rawHeaders` has them: repeated headers stay repeated. */
export type RawHeaders = string[]

/** What the service is told: the client's own headers, and who and how the client is, as the balancer adds it. */
export function headersForService(request: IncomingMessage): RawHeaders {
  const kept = endToEnd(request).filter(([name]) => !FORWARDED.has(name.toLowerCase()))
  const before = request.headers['x-forwarded-for']
  const address = request.socket.remoteAddress ?? 'unknown'
  kept.push(['x-forwarded-for', before ? `${before}, ${address}` : address])
  kept.push(['x-forwarded-proto', 'http'], ['x-forwarded-port', String(request.socket.localPort)])
  if (request.headers['transfer-encoding']) kept.push(['transfer-encoding', 'chunked'])
  else if (SENDS_BODY.has(request.method!) && request.headers['content-length'] === undefined)
    kept.push(['content-length', '0'])
  return kept.flat()
}

/** What the client is told. */
export function headersForClient(response: IncomingMessage): RawHeaders {
  return endToEnd(response).flat()
}

function endToEnd({ rawHeaders, headers }: IncomingMessage): [string, string][] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const dropped = new Set([...HOP_BY_HOP, ...named])
  const pairs: [string, string][] = []
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (!dropped.has(rawHeaders[at]!.toLowerCase())) pairs.push([rawHeaders[at]!, rawHeaders[at + 1]!])
  return pairs
}
