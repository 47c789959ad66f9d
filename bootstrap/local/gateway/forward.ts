import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import { Socket, type TcpNetConnectOpts } from 'node:net'
import { headersForClient, headersForService } from './headers.ts'
import { type GatewayProblem, serviceAway, serviceSlow } from './problem.ts'

/**
 * A service that refuses a body before it has read it closes the connection. The refusal has arrived by then, but a failed
 * write would throw the socket away before it is read: so writing never fails here, and reading tells how it went.
 */
class ListeningSocket extends Socket {
  override _write(chunk: unknown, encoding: BufferEncoding, done: () => void) {
    super._write(chunk, encoding, () => done())
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], done: () => void) {
    super._writev!(chunks, () => done())
  }
}

const agent = Object.assign(new Agent({ keepAlive: true, maxFreeSockets: 64 }), {
  createConnection: (options: TcpNetConnectOpts) => new ListeningSocket().connect(options),
})

export interface Target {
  /** 127.0.0.1 unless told otherwise. */
  host?: string
  port: number
  /** The address that the service sees as its caller's, where it is one of several. */
  from?: string
  /** How long the service may say nothing; the balancer's idle time-out is a minute. */
  idleTimeoutMs: number
}

/**
 * Passes a request on and its answer back, byte for byte and as they come. A client that leaves takes its request with it;
 * a service that breaks off breaks off the answer, so that half of one never looks whole.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { host = '127.0.0.1', port, from, idleTimeoutMs }: Target,
): void {
  const outgoing = send({
    agent,
    host,
    port,
    ...(from && { localAddress: from }),
    method: request.method!,
    path: request.url!,
    headers: headersForService(request),
    timeout: idleTimeoutMs,
  })
  let slow = false
  outgoing.on('timeout', () => {
    slow = true
    outgoing.destroy()
  })
  outgoing.on('response', (answer) => {
    response.writeHead(answer.statusCode!, answer.statusMessage, headersForClient(answer))
    answer.pipe(response)
    answer.on('error', () => response.destroy())
    // A service may answer before it has read the whole body, to refuse it; the rest is read for it.
    answer.on('end', () => request.resume())
  })
  outgoing.on('error', () => {
    request.unpipe(outgoing)
    if (response.headersSent) return
    refuse(response, slow ? serviceSlow : serviceAway)
    request.resume()
  })
  response.on('close', () => {
    if (!response.writableFinished) outgoing.destroy()
  })
  request.pipe(outgoing)
}

/** Answers in the gateway's own name. */
export function refuse(response: ServerResponse, { status, headers, body }: GatewayProblem): void {
  response.writeHead(status, headers).end(body)
}
