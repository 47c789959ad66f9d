import { type IncomingMessage, STATUS_CODES, request as send } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Target } from './forward.ts'
import { headersForClient, headersForService, type RawHeaders } from './headers.ts'
import { type GatewayProblem, serviceAway } from './problem.ts'

/** Joins a client's WebSocket to the service's. Whoever leaves first takes the other side along. */
export function joinSockets(request: IncomingMessage, client: Duplex, head: Buffer, target: Target) {
  const { host = '127.0.0.1', port, from, idleTimeoutMs } = target
  client.on('error', () => client.destroy())
  const outgoing = send({
    host,
    port,
    ...(from && { localAddress: from }),
    method: request.method!,
    path: request.url!,
    headers: [...headersForService(request), 'connection', 'Upgrade', 'upgrade', request.headers.upgrade!],
    timeout: idleTimeoutMs,
  })
  outgoing.on('upgrade', (answer, service, first) => {
    client.write(
      headOf(answer.statusCode!, [...headersForClient(answer), 'connection', 'Upgrade', 'upgrade', 'websocket']),
    )
    client.write(first)
    service.write(head)
    service.setTimeout(idleTimeoutMs, () => service.destroy())
    service.on('error', () => service.destroy())
    client.pipe(service).pipe(client)
    client.on('close', () => service.destroy())
    service.on('close', () => client.destroy())
  })
  // A refused upgrade is an ordinary answer.
  outgoing.on('response', (answer) => {
    client.write(headOf(answer.statusCode!, [...headersForClient(answer), 'connection', 'close']))
    answer.pipe(client)
  })
  outgoing.on('timeout', () => outgoing.destroy())
  outgoing.on('error', () => refuseSocket(client, serviceAway))
  client.on('close', () => outgoing.destroy())
  outgoing.end()
}

/** Answers an upgrade in the gateway's own name. */
export function refuseSocket(client: Duplex, { status, headers, body }: GatewayProblem): void {
  client.end(headOf(status, [...Object.entries(headers).flat(), 'connection', 'close']) + body)
}

function headOf(status: number, headers: RawHeaders): string {
  let lines = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`
  for (let at = 0; at < headers.length; at += 2) lines += `${headers[at]}: ${headers[at + 1]}\r\n`
  return `${lines}\r\n`
}
